// The whole release against a registry of its own, in a temporary folder: npm run release:rehearse
// Nothing of it stays: no tag, no commit, no file, unless --keep FOLDER says where to leave it. What is not committed yet is
// rehearsed as well, unless --committed leaves it out.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cloneRepository } from "./clone.ts";
import { emptyFolder, installAndRun, installTheRest, typesResolve } from "./install.ts";
import { programs } from "./programs.ts";
import { publishFrom } from "./publish.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { GENERATOR, publishPlugin, STRANGERS_PLUGIN, usePlugin } from "./stranger.ts";
import { userEnvironment } from "./user-environment.ts";
import { makeVersions } from "./version.ts";

/** 128 and SIGINT, as shells count. */
const INTERRUPTED = 130;

const { values } = parseArgs({
  options: { keep: { type: "string" }, committed: { type: "boolean", default: false } },
});
const repository = fileURLToPath(new URL("../..", import.meta.url));
const stop = new AbortController();
const folder =
  values.keep === undefined ? mkdtempSync(join(tmpdir(), "testcar-rehearsal-")) : resolve(values.keep);
// What programs leave behind goes with the folder.
const temporary = join(folder, "tmp");
mkdirSync(temporary, { recursive: true });
const tools = programs({ ...userEnvironment(), TMPDIR: temporary }, stop.signal);
const { succeed } = tools;

let current = "";

/** Says what is done and, once it is, what came of it and how long it took. */
async function step<Result>(what: string, does: () => Promise<Result>, result?: (given: Result) => string) {
  const began = performance.now();
  current = what;
  process.stdout.write(`${what}\n`);
  const given = await does();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`    ${result?.(given) ?? "done"} (${seconds} s)\n`);
  return given;
}

async function publish(folder: string, registry: Registry): Promise<readonly string[]> {
  const { folder: clone } = await step(
    "Clone the repository, with an origin of its own",
    () => cloneRepository(repository, folder, values.committed, tools),
    ({ uncommitted }) =>
      uncommitted === 0 ? "as committed" : `with ${uncommitted} files that are not committed`,
  );
  await step(
    "Make versions, changelogs and tags: lerna version",
    () => makeVersions(clone, tools),
    (released) => released.join(", "),
  );
  // Without what stands before it: the set-up would install what is linked.
  await step("Build: npm run build", () =>
    succeed({ cwd: clone }, "npm", "run", "--ignore-scripts", "build"),
  );
  await step("Ask publint, attw and our own rules: npm run check:packages", () =>
    succeed({ cwd: clone }, "node", "scripts/release/check-packages.ts"),
  );
  return step(
    "Publish: lerna publish from-package",
    () => publishFrom(clone, registry, tools),
    (published) => `${published.length} packages, without provenance, which only CI can give`,
  );
}

async function install(folder: string, registry: Registry, published: readonly string[]): Promise<void> {
  const installed = join(folder, "installed");
  emptyFolder(repository, installed, registry);
  await step(
    "In an empty folder: npm install --save-dev @testcar/cli @testcar/plugin-artillery-runner, testcar run, testcar read",
    () => installAndRun(installed, tools),
    (verdict) => verdict,
  );
  await step(
    "A stranger: npm create testcar-plugin, npm test, npm publish",
    () => publishPlugin(join(folder, "stranger"), registry, tools),
    (plugin) => plugin,
  );
  const others = published.filter((name) => name !== "@testcar/artillery-stub" && name !== GENERATOR);
  await step(
    "Install everything else, and the stranger's plugin",
    () => installTheRest(installed, [...others, STRANGERS_PLUGIN], tools),
    (what) => what,
  );
  await step("Check a plugin in TypeScript against what is installed", () =>
    typesResolve(repository, installed, tools),
  );
  await step(
    "Use the stranger's plugin by its name",
    () => usePlugin(installed, tools),
    (verdicts) => verdicts,
  );
}

async function rehearse(folder: string): Promise<void> {
  const registryFolder = join(folder, "registry");
  mkdirSync(registryFolder);
  await using registry = await startRegistry(registryFolder);
  process.stdout.write(`verdaccio is at ${registry.url}\n`);
  const published = await publish(folder, registry);
  await install(folder, registry, published);
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(name, () => {
    stop.abort();
  });
try {
  await rehearse(folder);
  process.stdout.write("The release is rehearsed: published, installed, and passed.\n");
} catch (error) {
  process.exitCode = 1;
  if (stop.signal.aborted) process.exitCode = INTERRUPTED;
  else process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  const ending = stop.signal.aborted ? "was stopped" : "failed";
  process.stdout.write(`The release is not ready. This ${ending}: ${current}\n`);
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
