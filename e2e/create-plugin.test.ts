import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { execa } from "execa";
import { createProject, type Project } from "./testcar.ts";

jest.setTimeout(180_000);

const root = fileURLToPath(new URL("../", import.meta.url));
const generator = [
  "--conditions=testcar:source",
  `${root}packages/create-testcar-plugin/bin/create-testcar-plugin.js`,
];
const kinds = ["runner", "credential", "reporter"];
const key = "key-of-the-sea-4711";

const settings = (plugins: readonly unknown[], rest: object = {}): string =>
  JSON.stringify({ plugins, tests: "./tests", ...rest });

const files = {
  "tests/orders.check": "# What every release has to do.\nsh orders.sh\n",
  "tests/orders.sh": `curl --silent --get --unix-socket "$TESTCAR_CREDENTIALS_SOCKET" --header 'Accept: text/plain' \\
  --data-urlencode "url=$TARGET/orders" http://testcar/headers |
  curl --silent --fail --header @- "$TARGET/orders"\n`,
  "empty/orders.check": "# Nothing yet.\n",
  "all.json": settings(["@acme/runner", ["@acme/credential", { key: "${env:API_KEY}" }], "@acme/reporter"]),
  "runner.json": settings(["@acme/runner"]),
  "cannot-report.json": settings(["@acme/runner", ["@acme/reporter", { file: "all.json/summary.txt" }]], {
    tests: "./true",
    requiredReporters: ["@acme/reporter"],
  }),
  "true/a.check": "true\n",
};

/** Runs a program in a folder of the project; fails with all that it printed unless it ends with 0. */
async function succeed(project: Project, folder: string, file: string, args: readonly string[]) {
  const { exitCode, all } = await execa(file, args, {
    cwd: project.path(folder),
    env: {
      PATH: `${root}node_modules/.bin:${process.env["PATH"]}`,
      TMPDIR: project.temporary,
      NODE_OPTIONS: "--conditions=testcar:source",
      NODE_TEST_CONTEXT: undefined,
    },
    all: true,
    reject: false,
  });
  expect({ exitCode, all: exitCode === 0 ? "" : all }).toEqual({ exitCode: 0, all: "" });
}

describe.each(["typescript", "javascript"])("plugins that were written in %s", (language) => {
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers["x-api-key"] === key ? 200 : 401).end(`for ${String(headers["x-api-key"])}\n`);
  });
  const project = createProject(files);

  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    // Stands for `npm install`, which the rehearsal of a release does from a registry.
    mkdirSync(project.path("node_modules/@acme"), { recursive: true });
    for (const name of ["@testcar", "@types", "undici-types", "valibot"])
      symlinkSync(`${root}node_modules/${name}`, project.path(`node_modules/${name}`));
    for (const kind of kinds) {
      const args = [kind, "--kind", kind, `--${language}`, "--scope", "@acme", "--directory", kind];
      await execa(process.execPath, [...generator, ...args], { cwd: project.directory, stdin: "ignore" });
      symlinkSync(project.path(kind), project.path(`node_modules/@acme/testcar-plugin-${kind}`));
    }
  });
  afterAll(() => {
    server.close();
    project[Symbol.dispose]();
  });

  const run = (config: string, settings: { readonly tests?: string; readonly key?: string } = {}) => {
    const { port } = server.address() as AddressInfo;
    const tests = settings.tests === undefined ? [] : ["--tests", settings.tests];
    return project.testcar(["run", "--config", config, "--target", `http://127.0.0.1:${port}`, ...tests], {
      env: { API_KEY: settings.key ?? key },
    });
  };

  test.each(kinds)("the %s passes its own tests", async (kind) => {
    await succeed(project, kind, "npm", ["test"]);
  });

  test("their types are right, as each one's own tsconfig.json checks them, and can be declared", async () => {
    const configs = kinds.map((kind) => readFileSync(project.path(`${kind}/tsconfig.json`), "utf8"));
    expect(new Set(configs).size).toBe(1);
    // All at once takes a third of the time. From sources: another test may be writing the declarations at this moment.
    const include = kinds.flatMap((kind) => [`${kind}/src`, `${kind}/test`]);
    const all = { extends: "./runner/tsconfig.json", include };
    writeFileSync(project.path("tsconfig.json"), JSON.stringify(all));
    const fromSources = ["--customConditions", "testcar:source"];
    if (language === "javascript") {
      await succeed(project, ".", "tsc", [...fromSources, "--allowImportingTsExtensions"]);
      return;
    }
    const declare = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly"];
    await succeed(project, ".", "tsc", [...fromSources, ...declare, "--rootDir", "/", "--outDir", "types"]);
    for (const kind of kinds) {
      const declared = readFileSync(project.path(`types${project.path(kind)}/src/index.d.ts`), "utf8");
      expect(declared).toMatch(/: import\("@testcar\/core"\)\.Plugin</);
    }
  });

  test("they work together in a run, and each of them keeps one from passing that should not", async () => {
    if (language === "typescript") {
      // Without what they import: the rehearsal of a release compiles one with its declarations.
      const alone = ["--noResolve", "--noCheck", "--declaration", "false"];
      for (const kind of kinds) await succeed(project, kind, "npm", ["run", "build", "--", ...alone]);
    }
    const good = await run("all.json");
    expect(good).toMatchObject({ code: 0, reading: { verdict: "passed" } });
    expect(good.stdout).toContain("for [secret]");
    expect(good.stdout + good.stderr).not.toContain(key);
    expect(readFileSync(project.path("summary.txt"), "utf8")).toMatch(
      /^passed: .*\n\npassed +orders\.check\n$/,
    );

    const wrongKey = await run("all.json", { key: "key-of-the-lake-4711" });
    expect(wrongKey).toMatchObject({ code: 1, reading: { verdict: "failed" } });
    expect(wrongKey.reading.tests[0]?.reasons[0]?.code).toBe("TESTCAR_ACME_RUNNER_FAILED");
    expect(readFileSync(project.path("summary.txt"), "utf8")).toMatch(
      /^failed: .*\n\nfailed +orders\.check: /,
    );

    const [empty, cannotReport] = await Promise.all([
      run("runner.json", { tests: "empty" }),
      run("cannot-report.json"),
    ]);
    expect(empty).toMatchObject({ code: 6, reading: { verdict: "error" } });
    expect(cannotReport).toMatchObject({ code: 7, reading: { verdict: "error" } });
  });
});
