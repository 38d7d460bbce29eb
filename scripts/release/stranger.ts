import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demand } from "./demand.ts";
import { INSTALL, passes, testcar } from "./install.ts";
import { readManifest } from "./packages.ts";
import type { Programs } from "./programs.ts";
import { type Registry, STRANGER } from "./registry.ts";
import { startService } from "./service.ts";

/** What `npm create testcar-plugin` runs. */
export const GENERATOR = "create-testcar-plugin";
const NAME = "checks";
export const STRANGERS_PLUGIN = `${STRANGER}/testcar-plugin-${NAME}`;

/** A test of the generated runner: each line is a command. */
const GOOD = `node -e fetch(process.env.TARGET).then(({status})=>process.exit(status===200?0:1))\n`;
const BAD = "node -e process.exit(3)\n";

/** Makes a plugin with the published generator, runs its own tests with published packages, and publishes it. */
export async function publishPlugin(into: string, registry: Registry, programs: Programs): Promise<string> {
  const { succeed } = programs;
  mkdirSync(into);
  const answers = [NAME, "--kind", "runner", "--scope", STRANGER, "--javascript", "--yes"];
  const create = ["create", "--yes", "--registry", registry.url, "testcar-plugin", "--", ...answers];
  await succeed({ cwd: into }, "npm", ...create);
  const folder = join(into, `testcar-plugin-${NAME}`);
  writeFileSync(join(folder, ".npmrc"), registry.npmrc);
  await succeed({ cwd: folder }, "npm", ...INSTALL);
  await succeed({ cwd: folder }, "npm", "test");
  const env = { NPM_CONFIG_USERCONFIG: registry.publisher };
  await succeed({ cwd: folder, env }, "npm", "publish", "--loglevel=error");
  const { name, version } = readManifest(folder);
  demand(name === STRANGERS_PLUGIN, `the generator named the package ${name}`);
  return `${name}@${version}, with its own tests passed`;
}

/** Runs a test with the stranger's plugin: it passes; a test that fails does not, nor does anything once the plugin is broken. */
export async function usePlugin(folder: string, programs: Programs): Promise<string> {
  await using service = await startService();
  mkdirSync(join(folder, "checks"));
  const config = { tests: "./checks", target: service.url, plugins: [`${STRANGER}/${NAME}`] };
  writeFileSync(join(folder, "stranger.json"), JSON.stringify(config));
  const args = ["--config", "stranger.json"];

  writeFileSync(join(folder, "checks/orders.check"), GOOD);
  await passes(programs, folder, ...args);
  demand(service.requests() === 1, `the service got ${service.requests()} requests, and not 1`);

  writeFileSync(join(folder, "checks/orders.check"), BAD);
  const failed = await testcar(programs, folder, "run", ...args);
  demand(
    failed.exitCode === 1,
    `a test that fails ended with exit code ${failed.exitCode}:\n${failed.output}`,
  );

  writeFileSync(join(folder, "checks/orders.check"), GOOD);
  const entry = join(folder, "node_modules", STRANGERS_PLUGIN, "src/index.js");
  const works = readFileSync(entry, "utf8");
  writeFileSync(entry, `${works}\nthrow new Error("this plugin is broken");\n`);
  const broken = await testcar(programs, folder, "run", ...args);
  writeFileSync(entry, works);
  demand(broken.exitCode === 3, `a broken plugin ended with exit code ${broken.exitCode}:\n${broken.output}`);
  return "passed; a failing test gives 1, the plugin broken 3";
}
