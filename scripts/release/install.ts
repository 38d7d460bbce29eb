import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demand } from "./demand.ts";
import { readManifest } from "./packages.ts";
import type { Ended, Programs } from "./programs.ts";
import type { Registry } from "./registry.ts";
import { startService } from "./service.ts";

/** What spares time and nothing else. */
export const INSTALL = [
  "install",
  "--ignore-scripts",
  "--prefer-offline",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
];

const CONFIGURATION = `tests: ./tests
plugins:
  - artillery-runner
`;

const SCRIPT = `config:
  phases: [{ duration: 1, arrivalCount: 1 }]
scenarios: [{ flow: [{ get: { url: / } }] }]
`;

const PLUGIN = `import { definePlugin, type TestResult } from "@testcar/core";
const passed: TestResult = { status: "passed", exitCode: 0, reasons: [] };
export default definePlugin({ name: "typed", apiVersion: 1, apply({ hooks }) {
  hooks.execute.for("typed").tapPromise("typed", async ({ file }) => ((await file.text()) === "" ? passed : passed));
} });
`;

const TYPESCRIPT = {
  compilerOptions: { module: "nodenext", target: "es2024", strict: true, noEmit: true, types: ["node"] },
  files: ["typed.ts"],
};

/** A project like one that reads docs/slim-artillery.md: empty but for the overrides that the page shows. */
export function emptyFolder(repository: string, folder: string, { npmrc }: Registry): void {
  const page = readFileSync(join(repository, "docs/slim-artillery.md"), "utf8");
  const [, shown = "{}"] = /^```json\n(\{.*?^\})\n```/ms.exec(page) ?? [];
  const { overrides }: { readonly overrides?: unknown } = JSON.parse(shown);
  demand(overrides !== undefined, "docs/slim-artillery.md shows no overrides");
  mkdirSync(folder);
  const manifest = { name: "installed", private: true, type: "module", overrides };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, ".npmrc"), npmrc);
}

/** Every copy of the core below a folder: plugins and the command line have to share one. */
const coresIn = (folder: string): readonly string[] =>
  globSync("**/@testcar/core/package.json", { cwd: join(folder, "node_modules") });

/** Runs the installed command. */
export const testcar = (programs: Programs, cwd: string, ...args: readonly string[]): Promise<Ended> =>
  programs.run({ cwd }, join(cwd, "node_modules/.bin/testcar"), ...args);

/** Runs the tests with the installed command, which has to say that they passed, to a reader of its log as well. */
export async function passes(programs: Programs, cwd: string, ...args: readonly string[]): Promise<void> {
  const ran = await testcar(programs, cwd, "run", ...args);
  demand(ran.exitCode === 0, `testcar run ended with exit code ${ran.exitCode}:\n${ran.output}`);
  const bin = join(cwd, "node_modules/.bin/testcar");
  const read = await programs.run({ cwd, input: `${ran.stdout}\n` }, bin, "read");
  demand(
    read.exitCode === 0 && /^passed\b/m.test(read.stdout),
    `testcar read ended with exit code ${read.exitCode}:\n${read.output}`,
  );
}

/** Installs the command line and the Artillery runner in an empty folder, and runs a script against a service. */
export async function installAndRun(folder: string, programs: Programs): Promise<string> {
  const { succeed } = programs;
  const names = ["@testcar/cli", "@testcar/plugin-artillery-runner"];
  await succeed({ cwd: folder }, "npm", ...INSTALL, "--save-dev", ...names);
  // npm ls fails when a peer is missing or does not fit.
  await succeed({ cwd: folder }, "npm", "ls", "@testcar/core");
  demand(coresIn(folder).length === 1, `the core is there more than once: ${coresIn(folder).join(", ")}`);
  const sdk = readManifest(join(folder, "node_modules/@aws-sdk/client-s3")).name;
  demand(sdk === "@testcar/artillery-stub", `the overrides of docs/slim-artillery.md give Artillery ${sdk}`);

  await using service = await startService();
  mkdirSync(join(folder, "tests"));
  writeFileSync(join(folder, "testcar.config.yaml"), CONFIGURATION);
  writeFileSync(join(folder, "tests/smoke.yml"), SCRIPT);
  await passes(programs, folder, "--target", service.url);
  demand(service.requests() === 1, `the service got ${service.requests()} requests, and not 1`);
  return "passed";
}

/** Checks a plugin in TypeScript against the installed declarations. */
export async function typesResolve(repository: string, folder: string, programs: Programs): Promise<void> {
  writeFileSync(join(folder, "typed.ts"), PLUGIN);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TYPESCRIPT));
  await programs.succeed({ cwd: folder }, join(repository, "node_modules/.bin/tsc"), "--project", ".");
}

/** Installs everything that was published into one project, and what a plugin in TypeScript takes. */
export async function installTheRest(
  folder: string,
  names: readonly string[],
  programs: Programs,
): Promise<string> {
  await programs.succeed({ cwd: folder }, "npm", ...INSTALL, "--save-dev", "@types/node@24", ...names);
  await programs.succeed({ cwd: folder }, "npm", "ls", "@testcar/core");
  demand(coresIn(folder).length === 1, `the core is there more than once: ${coresIn(folder).join(", ")}`);
  return `${names.length} packages`;
}
