// Packs every package as it would be published, and asks publint, attw and our own rules: npm run check:packages
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { filterProblems } from "@arethetypeswrong/core/problems";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { problemsOf } from "./manifest-rules.ts";
import { type Manifest, publishedPackages, readManifest } from "./packages.ts";

/** Who imports our packages: attw calls it the profile esm-only. */
const IMPORTERS = ["node16-esm", "bundler"] as const;

/** A manifest inside a package: that of a template becomes the manifest of a package of its own. */
const IN_A_TEMPLATE = "NESTED_PACKAGE_JSON_FIELD_IGNORED";

const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const surroundings = {
  node: readManifest(repository).engines?.["node"] ?? "",
  place: repository,
};

async function linted(tarball: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  return messages
    .filter(({ code, args }) => !(code === IN_A_TEMPLATE && args.filePath.startsWith("./templates/")))
    .map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

async function typed(contents: ReturnType<typeof createPackageFromTarballData>, manifest: Manifest) {
  const analysis = await checkPackage(contents);
  if (analysis.types === false) return manifest.type === "module" ? ["attw: has no types"] : [];
  const problems = IMPORTERS.flatMap((resolutionKind) => filterProblems(analysis, { resolutionKind }));
  return [...new Set(problems.map(({ kind }) => `attw: ${kind}`))];
}

async function problemsIn(file: string): Promise<readonly string[]> {
  const tarball = new Uint8Array(readFileSync(file));
  const contents = createPackageFromTarballData(tarball);
  const folder = `/node_modules/${contents.packageName}/`;
  const manifest: Manifest = JSON.parse(contents.readFile(`${folder}package.json`));
  const files = contents.listFiles().map((path) => path.slice(folder.length));
  const packed = { manifest, files, read: (path: string) => contents.readFile(`${folder}${path}`) };
  return [
    ...problemsOf(packed, surroundings),
    ...(await linted(tarball)),
    ...(await typed(contents, manifest)),
  ];
}

const tarballs = mkdtempSync(join(tmpdir(), "testcar-check-packages-"));
try {
  const folders = publishedPackages(repository).map(({ folder }) => `./${folder}`);
  const args = ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", tarballs];
  const output = execFileSync("npm", [...args, ...folders], { cwd: repository, encoding: "utf8" });
  const packed: readonly { readonly name: string; readonly version: string; readonly filename: string }[] =
    JSON.parse(output);
  let count = 0;
  for (const { name, version, filename } of packed) {
    const problems = await problemsIn(join(tarballs, filename));
    for (const problem of problems) console.error(`${name} ${problem}`);
    count += problems.length;
    console.log(`${name}@${version}: ${problems.length} problems`);
  }
  process.exitCode = count > 0 ? 1 : 0;
} finally {
  rmSync(tarballs, { recursive: true, force: true });
}
