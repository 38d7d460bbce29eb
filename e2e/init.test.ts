import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { script } from "../packages/cli/test/init/tree.ts";
import { createProject, type Project } from "./testcar.ts";

const modules = fileURLToPath(new URL("../node_modules", import.meta.url));

/** Lets a project have what npm would install. */
function install({ path }: Project, ...packages: readonly string[]): void {
  mkdirSync(path("node_modules"), { recursive: true });
  for (const name of packages) symlinkSync(`${modules}/${name}`, path(`node_modules/${name}`));
}

const read = ({ path }: Project, name: string): string => readFileSync(path(name), "utf8");

describe("what testcar init writes is valid as it stands", () => {
  test.each([
    [
      "for Artillery scripts among other tests",
      {
        "test/load/orders.yml": script(),
        "test/load/health.json":
          '{"config":{"target":"http://127.0.0.1:1"},"scenarios":[{"flow":[{"think":1}]}]}',
        "test/unit/sum.test.js": "",
        "test/test_sum.py": "",
        "scripts/build.sh": "exit 1\n",
      },
      "2 Artillery scripts in ./test/load",
    ],
    [
      "for a script that does not know its target",
      { "perf/orders.yml": script("timeout: 1"), Dockerfile: "FROM node\nEXPOSE 3000\n" },
      "1 Artillery script in ./perf",
    ],
    ["for a script beside the package.json", { "orders.yml": script() }, "1 Artillery script in ."],
    [
      "for a runner that the project has chosen",
      {
        "package.json": JSON.stringify({ devDependencies: { "@testcar/plugin-exec-runner": "1" } }),
        "tests/orders.yml": script(),
        "tests/health.sh": "exit 0\n",
      },
      "1 Artillery script, 1 shell script in ./tests",
    ],
  ])("%s", async (_what, files, found) => {
    using project = createProject(files);
    install(project, "@testcar", "artillery");
    expect(await project.testcar(["init"])).toMatchObject({
      code: 0,
      stderr: "",
      // Everything is installed: nothing is left to install.
      stdout: `Wrote testcar.config.yaml: ${found}\n\nNext:\n  npx testcar validate\n  npx testcar run\n`,
    });
    expect(await project.testcar(["validate"])).toMatchObject({ code: 0, stderr: "" });
  });

  test("as JSON, and a run of it gives a verdict", async () => {
    using project = createProject({ "e2e/health.sh": "exit 0\n", "e2e/orders.sh": "exit 1\n" });
    install(project, "@testcar");
    expect(await project.testcar(["init", "--format", "json"])).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(read(project, "testcar.config.json"))).toMatchObject({
      $schema: "./node_modules/@testcar/core/schema/testcar.schema.json",
    });
    const { code, stderr, reading } = await project.testcar(["run"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(reading).toMatchObject({ verdict: "failed", finished: { counts: { passed: 1, failed: 1 } } });
  });
});

describe("testcar init says what is missing", () => {
  test("everything, in a folder that has nothing", async () => {
    using project = createProject();
    const { stdout } = await project.testcar(["init"]);
    expect(stdout.split("\n")).toEqual([
      "Wrote testcar.config.yaml: no tests yet in ./tests",
      "",
      "Next:",
      "  put a test into ./tests",
      "  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --save-dev @testcar/cli @testcar/plugin-artillery-runner artillery",
      "  npx testcar validate",
      "  npx testcar run",
      "",
    ]);
  });

  test("only that, wherever in the project the rest is installed, by the package manager at hand", async () => {
    using project = createProject({
      "shop/package.json": "{}",
      "shop/pnpm-lock.yaml": "",
      "shop/tests/orders.yml": script(),
    });
    install(project, "artillery", "@testcar");
    const { stdout } = await project.testcar(["init"], { cwd: project.path("shop") });
    expect(stdout).toContain("Next:\n  pnpm exec testcar validate\n");
    // Editors find the schema where it is.
    expect(read(project, "shop/testcar.config.yaml")).toContain(
      "$schema=../node_modules/@testcar/core/schema/",
    );
  });
});

describe("testcar init replaces nothing by itself", () => {
  test("a configuration is kept, and replaced by --force", async () => {
    using project = createProject({ "testcar.config.yaml": "mine\n" });
    const { code, stdout, stderr } = await project.testcar(["init"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("TESTCAR_INIT_EXISTS: There is a configuration already: testcar.config.yaml");
    expect(read(project, "testcar.config.yaml")).toBe("mine\n");
    expect(await project.testcar(["init", "--force"])).toMatchObject({ code: 0 });
    expect(read(project, "testcar.config.yaml")).toContain("artillery-runner");
  });

  test.each([
    ["testcar.config.yaml", { "testcar.config.yaml": "{}" }, "json"],
    [".testcarrc", { ".testcarrc": "{}" }, "yaml"],
    ["package.json, member testcar", { "package.json": '{"testcar":{}}' }, "yaml"],
  ])("%s is not joined by a second one, whatever is asked for", async (file, files, format) => {
    using project = createProject(files);
    const { code, stderr } = await project.testcar(["init", "--force", "--format", format]);
    expect(code).toBe(2);
    expect(stderr).toContain(`testcar.config.${format} would be the second configuration beside ${file}`);
    expect(existsSync(project.path(`testcar.config.${format}`))).toBe(false);
  });

  test("--dry-run prints what would be written, and only that", async () => {
    using project = createProject({ "tests/orders.yml": script(), "testcar.config.yaml": "mine\n" });
    const { code, stdout, stderr } = await project.testcar(["init", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# yaml-language-server: /);
    expect(stderr).toMatch(/^Would write testcar\.config\.yaml: 1 Artillery script in \.\/tests\n/);
    expect(read(project, "testcar.config.yaml")).toBe("mine\n");
  });

  test("a folder that cannot be written to is told", async () => {
    using project = createProject();
    // A directory of that name: also root cannot write to it.
    mkdirSync(project.path("testcar.config.yaml"));
    writeFileSync(project.path("testcar.config.yaml/file"), "");
    const { code, stderr } = await project.testcar(["init", "--force"]);
    expect(code).toBe(2);
    expect(stderr).toContain("TESTCAR_INIT_UNWRITABLE: Cannot write testcar.config.yaml: ");
  });
});
