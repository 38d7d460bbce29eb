import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { demand } from "./demand.ts";
import { type Manifest, publishedPackages } from "./packages.ts";
import type { Programs } from "./programs.ts";

/** Relative to the clone. */
export const LERNA = "node_modules/.bin/lerna";
const NEWS = "rehearse a release";

const versions = (clone: string): ReadonlyMap<string, string> =>
  new Map(publishedPackages(clone).map(({ manifest: { name, version } }) => [name, version]));

/** A package that got a new version says so wherever a release says it. */
function checkRelease(
  clone: string,
  folder: string,
  { name, version }: Manifest,
  tags: readonly string[],
): void {
  const changelog = readFileSync(join(clone, folder, "CHANGELOG.md"), "utf8");
  const headings = changelog.split("\n").filter((line) => line.startsWith("#"));
  demand(
    headings.some((line) => line.includes(version)),
    `${folder}/CHANGELOG.md does not name ${version}`,
  );
  demand(tags.includes(`${name}@${version}`), `there is no tag ${name}@${version}`);
  const lock: { readonly packages: Readonly<Record<string, { readonly version?: string }>> } = JSON.parse(
    readFileSync(join(clone, "package-lock.json"), "utf8"),
  );
  const locked = lock.packages[folder]?.version ?? version;
  demand(locked === version, `package-lock.json has ${folder} in ${locked}`);
}

/**
 * Makes new versions in a clone by what its commits say, after a commit that brings something new to the core. Gives the
 * packages that got one.
 */
export async function makeVersions(clone: string, programs: Programs): Promise<readonly string[]> {
  const { succeed } = programs;
  const git = (...args: readonly string[]) => succeed({ cwd: clone }, "git", ...args);
  await succeed({ cwd: clone }, "node", "scripts/release/tag.ts");
  appendFileSync(join(clone, "packages/core/README.md"), "\nRehearsed.\n");
  await git("commit", "--quiet", "--all", "--message", `feat(core): ${NEWS}`);
  const before = versions(clone);
  await succeed({ cwd: clone }, LERNA, "version", "--yes");
  await succeed({ cwd: clone }, "node", "scripts/check-lock.js");

  const pushed = (await git("ls-remote", "--tags", "origin")).split("\n");
  const tags = pushed.map((line) => line.replace(/^.*refs\/tags\//, ""));
  const released = publishedPackages(clone).filter(
    ({ manifest }) => before.get(manifest.name) !== manifest.version,
  );
  for (const { folder, manifest } of released) checkRelease(clone, folder, manifest, tags);
  const [major = "", minor = ""] = before.get("@testcar/core")?.split(".") ?? [];
  demand(
    versions(clone).get("@testcar/core") === `${major}.${Number(minor) + 1}.0`,
    `a feature gave the core ${versions(clone).get("@testcar/core")} after ${before.get("@testcar/core")}`,
  );
  const news = readFileSync(join(clone, "packages/core/CHANGELOG.md"), "utf8");
  demand(news.includes(NEWS), "packages/core/CHANGELOG.md lacks what its commit says");
  return released.map(({ manifest: { name, version } }) => `${name}@${version}`);
}
