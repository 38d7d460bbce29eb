// The images of the suite: the base, the service under test, and the agent by the real docker/assemble. Each is named by what it
// is made of, and made once: the next run finds it in podman's store.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { environment, hasImage, podman, tryPodman } from "./podman.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const makeBase = join(root, "docker/test/make-base.js");

/** An official image, where a registry can be reached: TESTCAR_PODS_BASE=docker.io/library/node:24-bookworm-slim. */
const given = process.env["TESTCAR_PODS_BASE"];

/** What the machine's own npm trusts, and has downloaded: the build's trusts it as well, and need not download it again. */
const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const DOWNLOADED = join(process.env["npm_config_cache"] ?? join(homedir(), ".npm"), "_cacache");

/** What an agent is made of, but for the plugins that are named. */
const AGENT = [
  "docker",
  "e2e/pods/testcar.config.yaml",
  "examples/in-house-runner",
  "package-lock.json",
  "package.json",
  "packages",
  "plugins",
  "scripts/bundle.js",
  "scripts/take-builtins.js",
  "tools/artillery-stub.tgz",
];

/** What no image gets of a package. */
const LEFT_OUT = /^(?:node_modules|dist|test|docs)$|\.md$|\.tsbuildinfo$/;

function filesOf(source: string): readonly string[] {
  const path = join(root, source);
  if (statSync(path).isFile()) return [path];
  const exclude = ({ name }: { readonly name: string }) => LEFT_OUT.test(name);
  return globSync("**", { cwd: path, exclude, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

/** A name for what these files and words say. */
function keyOf(sources: readonly string[], words: readonly string[]): string {
  const hash = createHash("sha256").update(words.join("\n"));
  for (const file of sources.flatMap(filesOf)) {
    hash.update(relative(root, file)).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}

const inRoot = { cwd: root, maxBuffer: 64 * 1024 * 1024 } as const;

/** Gives the image, which is made when there is none of this name; then those go that it was some time ago. */
export async function makeOnce(
  repository: string,
  key: string,
  make: (image: string) => Promise<unknown>,
): Promise<string> {
  const name = `localhost/testcar-pods/${repository}`;
  const image = `${name}:${key}`;
  if (await hasImage(image)) return image;
  try {
    await make(image);
  } catch (error) {
    await tryPodman(["rmi", image]);
    throw error;
  }
  // Not the younger ones: another checkout may be at its tests.
  const filters = [`--filter=reference=${name}`, "--filter=until=24h"];
  const old = await podman(["images", ...filters, "--format={{.Repository}}:{{.Tag}}"]);
  if (old.trim() !== "") await tryPodman(["rmi", ...old.trim().split("\n")]);
  return image;
}

async function makeBaseImage(): Promise<string> {
  if (given !== undefined) return given;
  const { stdout: key } = await execa(process.execPath, [makeBase], inRoot);
  return makeOnce("node", key, async (image) => {
    await execa(process.execPath, [makeBase, image], { ...inRoot, env: environment() });
  });
}

let made: Promise<string> | undefined;

/** The image that the others are made of. */
export function baseImage(): Promise<string> {
  made ??= makeBaseImage();
  return made;
}

/** Nothing is fetched but the base that was given, and no layer is kept but those of images. */
const build = [...(given === undefined ? ["--pull=never"] : []), "--network=host", "--layers=false"];

/** The service, with its tests in its image. */
export async function serviceImage(): Promise<string> {
  const base = await baseImage();
  return makeOnce("service", keyOf(["e2e/pods/sut"], [base]), (image) =>
    podman([
      "build",
      ...build,
      "--tag",
      image,
      "--build-arg",
      `BASE_IMAGE=${base}`,
      join(root, "e2e/pods/sut"),
    ]),
  );
}

/** The base that is made here has the Debian packages already, and no apt. */
const argumentsFor = (base: string): readonly string[] =>
  Object.entries({
    BASE_IMAGE: base,
    ...(given === undefined
      ? { BUILD_IMAGE: `${base}-build`, BUILD_PACKAGES: "", RUNTIME_PACKAGES: "" }
      : {}),
  }).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);

/** How an agent is assembled. */
export interface Assembly {
  readonly plugins: readonly string[];
  readonly config?: string;
  /** More lines for npm's configuration. */
  readonly npmrc?: string;
}

/** Runs docker/assemble. */
export async function assemble(image: string, { plugins, config, npmrc = "" }: Assembly): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "testcar-pods-"));
  const file = join(folder, "npmrc");
  writeFileSync(file, `prefer-offline=true\n${npmrc}`, { mode: 0o600 });
  const options = [
    "--engine=podman",
    `--tag=${image}`,
    `--npmrc=${file}`,
    ...argumentsFor(await baseImage()),
    ...(existsSync(CERTIFICATES) ? [`--ca=${CERTIFICATES}`] : []),
    ...(config === undefined ? [] : [`--config=${config}`]),
  ];
  const downloaded = existsSync(DOWNLOADED) ? [`--volume=${DOWNLOADED}:/root/.npm/_cacache:O`] : [];
  try {
    await execa(
      process.execPath,
      ["docker/assemble", ...plugins, ...options, "--", ...build, ...downloaded],
      // In a script of npm, what the repository's .npmrc demands stands in the environment.
      { ...inRoot, env: { ...environment(), npm_config_strict_allow_scripts: "false" } },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A name for how images are made, whatever is in them. */
export const docker = async (): Promise<string> => keyOf(["docker"], [await baseImage()]);

/** An agent, assembled once. */
export async function agentImage(name: string, assembly: Assembly): Promise<string> {
  const words = [...assembly.plugins, await baseImage()];
  return makeOnce(name, keyOf(AGENT, words), (image) => assemble(image, assembly));
}
