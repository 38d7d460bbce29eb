import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { makePlan, type Plan } from "../../src/init/plan.ts";
import { readProject } from "../../src/init/project.ts";
import { renderJson, renderYaml } from "../../src/init/render.ts";
import { makeTree, script } from "./tree.ts";

async function planFor(files: Readonly<Record<string, string>>): Promise<Plan> {
  using tree = makeTree(files);
  return await makePlan(readProject(tree.directory));
}

const activeOf = ({ plugins }: Plan): readonly string[] =>
  plugins.filter(({ isActive }) => isActive).map(({ name }) => name);

describe("where the tests are", () => {
  test.each([
    ["in one folder", { "perf/a.yml": script(), "perf/b.yaml": script() }, "perf"],
    ["in folders of one folder", { "test/load/a.yml": script(), "test/smoke/b.yml": script() }, "test"],
    [
      "in several folders: where most are",
      { "load/a.yml": script(), "smoke/a.yml": script(), "smoke/b.json": '{"scenarios":[]}' },
      "smoke",
    ],
    ["beside the package.json", { "package.json": "{}", "load-test.yml": script() }, "."],
    ["nowhere yet", { "package.json": "{}", "README.md": "" }, "tests"],
    [
      "nowhere, whatever is installed or made",
      { "node_modules/x/tests/a.yml": script(), "dist/a.yml": script(), ".cache/a.yml": script() },
      "tests",
    ],
  ])("%s", async (_where, files, tests) => {
    const plan = await planFor(files);
    expect(plan.tests).toBe(tests);
    expect(activeOf(plan)).toEqual(["artillery-runner"]);
  });

  test("what is in other folders is told, and left alone", async () => {
    const plan = await planFor({
      "a/1.yml": script(),
      "a/2.yml": script(),
      "b/test_shop.py": "",
      "c/3.yml": script(),
    });
    expect(plan).toMatchObject({
      tests: "a",
      found: ["2 Artillery scripts"],
      elsewhere: ["c/3.yml", "b/test_shop.py"],
    });
  });

  test("a manifest, a broken file and configuration that scripts share are no scripts", async () => {
    const plan = await planFor({
      "tests/deploy.yml": "apiVersion: v1\nscenarios: []\n",
      "tests/broken.json": "{ scenarios",
      "tests/shared.yml": "config:\n  target: http://127.0.0.1:1\n",
      "tests/a.yml": "scenarios: []\n",
    });
    expect(plan.found).toEqual(["1 Artillery script"]);
  });
});

describe("which plugins run them", () => {
  test("other programs' tests are suggested beside Artillery's", async () => {
    const plan = await planFor({ "tests/a.yml": script(), "tests/b.hurl": "", "tests/c.sh": "" });
    expect(plan.found).toEqual(["1 Artillery script", "1 Hurl file", "1 shell script"]);
    expect(activeOf(plan)).toEqual(["artillery-runner"]);
    expect(plan.plugins.map(({ name }) => name)).toContain("exec-runner");
  });

  test("they are run where there is nothing else, or where exec-runner is a dependency", async () => {
    expect(activeOf(await planFor({ "e2e/a.hurl": "" }))).toEqual(["exec-runner"]);
    const manifest = JSON.stringify({ devDependencies: { "@testcar/plugin-exec-runner": "1" } });
    const both = await planFor({ "package.json": manifest, "e2e/a.hurl": "", "e2e/a.yml": script() });
    expect(activeOf(both)).toEqual(["artillery-runner", "exec-runner"]);
  });

  test("a script outside of a folder for tests builds or deploys, and a spec without Playwright is a unit test", async () => {
    const files = { "scripts/build.sh": "", "src/shop.spec.ts": "" };
    expect((await planFor(files)).found).toEqual([]);
    const manifest = JSON.stringify({ devDependencies: { "@playwright/test": "1" } });
    const playwright = await planFor({ ...files, "package.json": manifest, "playwright.config.ts": "" });
    expect(playwright.found).toEqual(["1 Playwright file"]);
    expect(JSON.stringify(playwright.plugins)).toContain("--config=../playwright.config.ts");
  });

  test("plugins that the project names are there: active as far as they need no options", async () => {
    const devDependencies = {
      "@testcar/plugin-junit-reporter": "1",
      "testcar-plugin-soap": "1",
      "@acme/testcar-plugin-x": "1",
    };
    const plan = await planFor({ "package.json": JSON.stringify({ devDependencies }) });
    expect(activeOf(plan)).toEqual(["artillery-runner", "junit-reporter"]);
    expect(plan.plugins.map(({ name }) => name)).toEqual(expect.arrayContaining(["soap", "@acme/x"]));
  });
});

describe("the target", () => {
  test.each([
    ["each script names it", { "tests/a.yml": script() }, false],
    ["a script does not", { "tests/a.yml": script(), "tests/b.yml": script("timeout: 1") }, true],
    [
      "a script has it from shared configuration",
      { "tests/a.yml": "scenarios: []\n", "tests/shared.yml": "config: { target: http://a }\n" },
      false,
    ],
    ["a JSON script does not name it", { "tests/a.json": '{"config":{},"scenarios":[]}' }, true],
    ["a command names it", { "tests/a.hurl": "" }, true],
    ["no command does", { "tests/a.sh": "" }, false],
  ])("%s", async (_who, files, needsTarget) => {
    expect(await planFor(files)).toMatchObject({ needsTarget, target: "http://127.0.0.1:8080" });
  });

  test("has the port of the Dockerfile", async () => {
    const plan = await planFor({ Dockerfile: "FROM node\nEXPOSE 3000/tcp\n" });
    expect(plan.target).toBe("http://127.0.0.1:3000");
  });
});

describe("the file", () => {
  const isValid = new Ajv({ strict: false }).compile(
    JSON.parse(readFileSync(new URL("../../../core/schema/testcar.schema.json", import.meta.url), "utf8")),
  );
  const everything = {
    "package.json": JSON.stringify({
      dependencies: { "@playwright/test": "1", "@testcar/plugin-exec-runner": "1" },
    }),
    "tests/a.yml": script(),
    "tests/a.hurl": "",
    "tests/a.k6.js": "",
    "tests/a.postman_collection.json": "{}",
    "tests/a.sh": "",
    "tests/a.spec.ts": "",
    "tests/test_a.py": "",
  };

  test("says the same as YAML and as JSON, and begins with the schema", async () => {
    const plan = await planFor(everything);
    const yaml = renderYaml(plan, "./schema.json");
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=\.\/schema\.json\n/);
    const json = JSON.parse(renderJson(plan, "./schema.json"));
    expect(json).toEqual({ $schema: "./schema.json", ...parse(yaml) });
    expect(json.plugins[1][1].commands).toHaveLength(6);
    expect(isValid(json) || isValid.errors).toBe(true);
  });

  test("every suggestion of it is one that can be taken", async () => {
    const { "package.json": _manifest, ...files } = everything;
    const yaml = renderYaml(await planFor(files), "./schema.json");
    const taken = parse(yaml.replaceAll(/^( *)# (?=[ -]|testTimeout|timeout|target)/gm, "$1"));
    expect(taken.plugins.map((entry: unknown) => [entry].flat()[0])).toEqual([
      "artillery-runner",
      "exec-runner",
      "wait-for",
      "oauth",
      "junit-reporter",
      "ctrf-reporter",
    ]);
    expect(Object.keys(taken)).toEqual(["tests", "target", "plugins", "testTimeout", "timeout"]);
    expect(isValid(taken) || isValid.errors).toBe(true);
  });
});
