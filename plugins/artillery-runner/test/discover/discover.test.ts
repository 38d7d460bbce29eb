import { describe, expect, test } from "@jest/globals";
import { TestcarError } from "@testcar/core";
import { configOnly, discoverIn, script, withoutConfig } from "./files.ts";

const json = '{ "config": { "target": "http://127.0.0.1:8080" }, "scenarios": [{ "flow": [] }] }';
const k8s = "apiVersion: v1\nkind: ConfigMap\nconfig: { target: x }\nscenarios: [{ flow: [] }]\n";

describe("scripts", () => {
  test.each([
    ["a.yml", script, "yaml"],
    ["b/c.YAML", script, "yaml"],
    ["a.json", json, "json"],
    ["comments.json", `# Artillery reads JSON as YAML\n${json.replace("] }", "], }")}`, "json"],
    ["bom.json", `\uFEFF${json}`, "json"],
    ["a.ts", "export const config = {};\nexport const scenarios: Scenario[] = [];", "ts"],
    ["list.js", "const scenarios = [];\nexport { config, scenarios };", "js"],
    ["commonjs.js", "exports.config = {};\nexports.scenarios = [];", "js"],
    ["object.js", "module.exports = {\n  config: { target },\n  scenarios,\n};", "js"],
    ["default.ts", "export default { config: {}, scenarios: [] };", "ts"],
    [
      "playwright.yml",
      "config: { target: x }\nscenarios:\n  - engine: playwright\n    testFunction: t\n",
      "yaml",
    ],
    ["only-hooks.yml", "config: {}\nscenarios:\n  - beforeScenario: prepare\n    flow: []\n", "yaml"],
    ["merged.yml", `base: &base\n  config: { target: x }\n<<: *base\n${withoutConfig}`, "yaml"],
    ["empty-list.yml", "config: { target: x }\nscenarios: []\n", "yaml"],
  ])("%s is one", async (path, text, format) => {
    const { ids, data, suite } = await discoverIn({ [path]: text });
    expect(ids).toEqual([path]);
    expect(data(path)).toEqual({ format, files: [] });
    expect(suite.ignored).toEqual([]);
  });

  test.each([
    ["manifest.yml", k8s],
    ["manifests.yml", `${k8s}---\n${k8s}`],
    ["openapi.yaml", "openapi: 3.1.0\nconfig: {}\n"],
    ["docker-compose.yml", "services: {}\nconfig: { target: x }\n"],
    ["k6.js", "import http from 'k6/http';\nexport const scenarios = {};\nexport default function () {}"],
    ["k6-options.js", "export const options = { scenarios: { smoke: {} } };"],
    ["k6.json", '{ "scenarios": { "smoke": { "executor": "shared-iterations" } } }'],
    ["cases.json", '{ "scenarios": [{ "given": "a", "then": "b" }] }'],
    ["other.json", '{ "name": "x", "config": { "target": "es2024" } }'],
    ["other.yml", "config: { colour: blue }\n"],
    ["commented.ts", "// export const scenarios = [];\nexport const x = 1;"],
    ["deep.yml", "metadata:\n  config:\n    scenarios: []\n"],
    ["node_modules/x/test.yml", script],
    ["a.mjs", "export const scenarios = [];"],
    ["readme.md", script],
    ["package.json", '{ "config": { "target": "x" }, "scenarios": [{ "flow": [] }] }'],
    ["tsconfig.json", "{}"],
  ])("%s is none", async (path, text) => {
    const { ids } = await discoverIn({ [path]: text });
    expect(ids).toEqual([]);
  });

  test("keep their order, and what is in the suite", async () => {
    const { ids } = await discoverIn({ "b.yml": script, "a.yml": script, "a/z.yml": script });
    expect(ids).toEqual(["b.yml", "a.yml", "a/z.yml"]);
  });
});

describe("a broken script does not vanish", () => {
  test("bad YAML is claimed, with line and column, and left to Artillery", async () => {
    const { data } = await discoverIn({
      "a.yml": "config:\n  target: x\nscenarios:\n  - flow: [\n      - get\n",
    });
    expect(data("a.yml")?.suspicion).toMatchObject({ code: "TESTCAR_ARTILLERY_SYNTAX" });
    expect(data("a.yml")?.suspicion?.message).toMatch(/^a\.yml:5:7: /);
    expect(data("a.yml")?.brokenDefinition).toBeUndefined();
  });

  test("what only Artillery's parser accepts is claimed, and left to Artillery", async () => {
    const flow = "config: { target: x }\nscenarios:\n  - flow: [\n    get: { url: /ok }\n]\n";
    const { ids, data } = await discoverIn({ "a.yml": flow });
    expect(ids).toEqual(["a.yml"]);
    expect(data("a.yml")?.brokenDefinition).toBeUndefined();
  });

  test.each([
    ["a key twice", `${script}config: {}\n`, "SYNTAX"],
    ["two documents", `config: { target: x }\n---\n${withoutConfig}`, "SYNTAX"],
    ["a document separator at the end", `${script}---\n`, "SYNTAX"],
    ["scenario for scenarios", `${configOnly}scenario: []\n`, "MISSPELT_SCENARIOS"],
    ["scenarios that are no list", `${configOnly}scenarios: { flow: [] }\n`, "INCOMPLETE"],
    ["scenarios of nothing", `${configOnly}scenarios:\n`, "INCOMPLETE"],
    ["neither config nor one to share", withoutConfig, "INCOMPLETE"],
  ])("%s", async (_title, text, problem) => {
    const { data } = await discoverIn({ "a.yml": text });
    expect(data("a.yml")?.suspicion?.code).toBe(`TESTCAR_ARTILLERY_${problem}`);
  });

  test("broken JSON is claimed by its look", async () => {
    const { data } = await discoverIn({ "a.json": '{ "config": {}, // no\n "scenarios": [] }' });
    expect(data("a.json")?.suspicion?.code).toBe("TESTCAR_ARTILLERY_SYNTAX");
  });

  test("YAML that cannot be read is claimed, and never run", async () => {
    const unreadable = async () => {
      throw new TestcarError({ code: "X", message: "permission denied", hint: "", exitCode: 2 });
    };
    const { ids, data, ignored } = await discoverIn({ "a.yml": unreadable, "b.json": unreadable });
    expect(ids).toEqual(["a.yml"]);
    expect(data("a.yml")?.brokenDefinition?.message).toContain("permission denied");
    expect(ignored("b.json")).toMatchObject({ suspicious: true });
  });

  test("a failure of our own is not taken for a bad file", async () => {
    const failing = async () => {
      throw new TypeError("bug");
    };
    await expect(discoverIn({ "a.yml": failing })).rejects.toThrow("bug");
  });
});

describe("what is no script", () => {
  test.each([
    ["an empty file", "a.yml", "# nothing yet\n"],
    ["broken YAML with our words below others", "a.yml", "x: [\n  config: {\n"],
    ["broken YAML of Kubernetes", "a.yml", "apiVersion: v1\nkind: X\nconfig: {{ .Values.config }\n"],
    ["scenarios without a flow", "a.json", '{ "scenarios": [1] }'],
    ["config that nobody uses", "a.yml", configOnly],
  ])("%s is worth a look", async (_title, path, text) => {
    const { ids, ignored } = await discoverIn({ [path]: text });
    expect(ids).toEqual([]);
    expect(ignored(path)).toMatchObject({ suspicious: true, plugin: "artillery-runner" });
  });

  test("says what a file is for", async () => {
    const config = "  processor: ./lib/sign\n  payload: [{ path: users.csv }, { path: ../more.txt }]\n";
    const tree = {
      "t/a.yml": script.replace("scenarios:", `${config}scenarios:`),
      "t/b.yml": script.replace("scenarios:", `${config}scenarios:`),
      "t/lib/sign.js": "export function sign() {}",
      "t/users.csv": "ada",
      "more.txt": "grace",
      "t/spare.csv": "x",
      "t/idle.ts": "export const x = 1;",
      "package.json": "{}",
    };
    const { data, ignored } = await discoverIn(tree);
    expect(ignored("t/lib/sign.js")?.reason).toBe("processor of t/a.yml, t/b.yml");
    expect(ignored("t/users.csv")?.reason).toBe("payload of t/a.yml, t/b.yml");
    expect(ignored("more.txt")?.reason).toBe("payload of t/a.yml, t/b.yml");
    expect(ignored("t/spare.csv")?.reason).toBe("payload that no script names");
    expect(ignored("t/idle.ts")?.reason).toBe("module without scenarios");
    expect(ignored("package.json")?.reason).toBe("belongs to npm");
    expect(data("t/a.yml")?.files).toEqual(["more.txt", "t/lib/sign.js", "t/users.csv"]);
  });

  test("a script that is its own processor stays a script", async () => {
    const own = 'export const config = { processor: "./a.ts" };\nexport const scenarios = [];';
    const { ids, data } = await discoverIn({ "a.ts": own });
    expect(ids).toEqual(["a.ts"]);
    expect(data("a.ts")?.files).toEqual([]);
  });

  test("what Artillery compiled is known as such", async () => {
    const { ids, ignored } = await discoverIn({
      "a.ts": "export const scenarios = [];",
      "dist/a.ts.js": "0 && (module.exports = {\n  config,\n  scenarios\n});",
    });
    expect(ids).toEqual(["a.ts"]);
    expect(ignored("dist/a.ts.js")?.reason).toBe("compiled by Artillery from a.ts");
  });
});

describe("shared configuration", () => {
  test("the nearest one upwards is that of a script without config, and of no other", async () => {
    const { data, ignored } = await discoverIn({
      "config.yml": configOnly,
      "a/b/deep.yml": withoutConfig,
      "near/settings.json": '\uFEFF{ "config": { "target": "x" } }',
      "near/a.yml": withoutConfig,
      "near/own.yml": script,
    });
    expect(data("a/b/deep.yml")).toMatchObject({ sharedConfig: "config.yml", files: ["config.yml"] });
    expect(data("near/a.yml")).toMatchObject({ sharedConfig: "near/settings.json" });
    expect(data("near/own.yml")?.sharedConfig).toBeUndefined();
    expect(ignored("config.yml")?.reason).toBe("shared configuration of a/b/deep.yml");
  });

  test("two equally near ones are not chosen from", async () => {
    const tree = { "fast.yml": configOnly, "slow.yml": configOnly, "a.yml": withoutConfig };
    const reason = (await discoverIn(tree)).data("a.yml")?.brokenDefinition;
    expect(reason?.code).toBe("TESTCAR_ARTILLERY_AMBIGUOUS_CONFIG");
    expect(reason?.message).toContain("fast.yml or slow.yml");
  });

  test("the option configFile leaves nothing to choose", async () => {
    const tree = { "fast.yml": configOnly, "slow.yml": configOnly, "a.yml": withoutConfig };
    const { data, ignored } = await discoverIn(tree, { configFile: "/tests/fast.yml" });
    expect(data("a.yml")).toEqual({ format: "yaml", files: [] });
    expect(ignored("fast.yml")?.reason).toContain("configFile");
    expect(ignored("slow.yml")?.suspicious).toBe(true);
  });

  test("its processor lies beside it, its payloads beside the script", async () => {
    const { data } = await discoverIn({
      "config.yml": `${configOnly}  processor: p.js\n  payload: { path: u.csv }\n`,
      "p.js": "export function f() {}",
      "u.csv": "x",
      "t/u.csv": "y",
      "t/a.yml": withoutConfig,
    });
    expect(data("t/a.yml")?.files).toEqual(["config.yml", "p.js", "t/u.csv"]);
  });
});

test("stops when the run is stopped", async () => {
  const { discover } = await import("../../src/discover/discover.ts");
  const { candidate } = await import("./files.ts");
  const stopped = AbortSignal.abort(new Error("stopped"));
  const run = discover({ tests: [], ignored: [] }, { files: [candidate("a.yml", script)], signal: stopped });
  await expect(run).rejects.toThrow("stopped");
});
