import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { configNames } from "../../src/config/find.ts";
import { folder } from "../folders.ts";
import { load } from "./sources.ts";

const json = { target: "http://127.0.0.1:8080" };

const contents: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "x", testcar: json }),
  ".testcarrc": "target: http://127.0.0.1:8080\n",
  ".json": JSON.stringify(json),
  ".yaml": "target: http://127.0.0.1:8080\n",
  ".yml": "target: http://127.0.0.1:8080\n",
  ".js": `export default ${JSON.stringify(json)};`,
  ".mjs": `export default ${JSON.stringify(json)};`,
  ".cjs": `module.exports = ${JSON.stringify(json)};`,
  ".ts": `const target: string = "http://127.0.0.1:8080";\nexport default { target };`,
};

const contentOf = (name: string): string =>
  contents[name] ?? contents[/\.[a-z]+$/.exec(name)?.[0] ?? ""] ?? "";

/** Loads configurations as the agent does, in a Node without any test runner in between. */
function loadInNode(directories: readonly string[]): { targets: unknown[]; messages: string[] } {
  const source = new URL("../../src/config/load.ts", import.meta.url).href;
  const program = `
    const { loadConfig } = await import(${JSON.stringify(source)});
    const all = [];
    for (const directory of ${JSON.stringify(directories)})
      all.push(await loadConfig({ directory, env: {}, flags: {}, onSecret: () => undefined }));
    const messages = all.flatMap(({ problems }) => problems.map(({ code, message }) => code + ": " + message));
    process.stdout.write(JSON.stringify({ targets: all.map(({ config }) => config.target), messages }));`;
  const args = ["--conditions=testcar:source", "--input-type=module", "-e", program];
  const printed = execFileSync(process.execPath, args, {
    encoding: "utf8",
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(printed);
}

describe("a configuration is found", () => {
  it("under every name that it may have", () => {
    expect(configNames).toHaveLength(16);
    // So that no folder above is looked into, each is a project of its own.
    const files = configNames.map((name) => ({
      "package.json": "{}",
      [name]: contentOf(name),
      "index.js": "",
    }));
    const module = (name: string) => (name.endsWith(".js") ? { "package.json": '{"type":"module"}' } : {});
    const directories = files.map((file, index) => folder({ ...file, ...module(configNames[index] ?? "") }));
    const { targets, messages } = loadInNode(directories);
    expect(messages).toEqual([]);
    expect(targets).toEqual(configNames.map(() => "http://127.0.0.1:8080"));
  });

  it("above the working directory, up to its project", async () => {
    const root = folder({ "package.json": "{}", "testcar.config.yaml": contentOf(".yaml"), "a/b/c/x": "" });
    const { config } = await load(join(root, "a/b/c"));
    expect(config).toMatchObject({ file: join(root, "testcar.config.yaml"), baseDirectory: root });
  });

  it("but not beyond it", async () => {
    const root = folder({ "testcar.config.yaml": contentOf(".yaml"), "project/package.json": "{}" });
    const { config, problems } = await load(join(root, "project"));
    expect([config.file, problems]).toEqual([undefined, []]);
    expect(config.baseDirectory).toBe(join(root, "project"));
  });

  it("nowhere, and then everything is as usual", async () => {
    const { config, problems } = await load(folder({ "package.json": "{}" }));
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      tests: "/etc/testcar/tests",
      concurrency: 1,
      plugins: [],
      timeout: 3_600_000,
    });
  });

  it("where --config or TESTCAR_CONFIG says, relative to the working directory", async () => {
    const root = folder({
      "testcar.config.yaml": "tests: unused\n",
      "other/a.yaml": "tests: here\n",
      "b.yaml": "tests: b\n",
    });
    expect((await load(root, { file: "other/a.yaml" })).config.tests).toBe(join(root, "other/here"));
    expect((await load(root, { env: { TESTCAR_CONFIG: "b.yaml" } })).config.tests).toBe(join(root, "b"));
    const both = { file: "other/a.yaml", env: { TESTCAR_CONFIG: "b.yaml" } };
    expect((await load(root, both)).config.tests).toBe(join(root, "other/here"));
  });

  it("in a package.json that is named, as its member testcar", async () => {
    const root = folder({ "other/package.json": contentOf("package.json") });
    expect((await load(root, { file: "other/package.json" })).config.target).toBe("http://127.0.0.1:8080");
  });
});

describe("two configurations in one folder are refused, and both named", () => {
  it("as files", async () => {
    const root = folder({
      "package.json": "{}",
      ".testcarrc": "",
      "testcar.config.yaml": contentOf(".yaml"),
    });
    const { messages } = await load(root);
    expect(messages).toEqual([
      `TESTCAR_CONFIG_AMBIGUOUS: More than one configuration: ${root}/.testcarrc, ${root}/testcar.config.yaml → Keep one of them, or name the one to use with --config.`,
    ]);
  });

  it("as a file and a member of package.json", async () => {
    const root = folder({ "package.json": contentOf("package.json"), ".testcarrc.json": contentOf(".json") });
    expect((await load(root)).messages).toEqual([
      expect.stringMatching(/package\.json, .*\.testcarrc\.json/),
    ]);
  });

  it("unless one of them is named", async () => {
    const root = folder({
      "package.json": "{}",
      ".testcarrc": "tests: a",
      "testcar.config.yaml": "tests: b",
    });
    const { config, problems } = await load(root, { file: ".testcarrc" });
    expect([config.tests, problems]).toEqual([join(root, "a"), []]);
  });
});

describe("a configuration that is named but cannot be used says why", () => {
  const root = folder({
    "empty.yaml": "",
    "a-file": "",
    "list.json": "[1]",
    "text.yaml": "hello",
    "throws.mjs": "throw new Error('no such stage');",
    "no-default.mjs": "export const a = 1;",
    "bad.yaml": "tests: a\nplugins:\n  - a\n - b\n",
    "bad.json": '{\n  "tests": "a",\n  "target": ,\n}\n',
    "cut.json": '{ "tests": "a"',
    "unknown.toml": "a = 1",
  });
  mkdirSync(join(root, "directory.yaml"));
  symlinkSync(join(root, "loop.yaml"), join(root, "loop.yaml"));

  it.each([
    [
      "it is not there",
      "missing.yaml",
      /^TESTCAR_CONFIG_NOT_FOUND: There is no configuration file .*\/missing\.yaml/,
    ],
    [
      "a part of its path is a file",
      "a-file/x.yaml",
      /^TESTCAR_CONFIG_UNREADABLE: .*a part of the path is not a directory/,
    ],
    ["it is a directory", "directory.yaml", /^TESTCAR_CONFIG_UNREADABLE: .*it is a directory/],
    ["it cannot be opened", "loop.yaml", /^TESTCAR_CONFIG_UNREADABLE: .*too many symbolic links/],
    ["its YAML is broken, where", "bad.yaml", /^TESTCAR_CONFIG_SYNTAX: .*\/bad\.yaml:4:2: bad indentation/],
    [
      "its JSON is broken, where",
      "bad.json",
      /^TESTCAR_CONFIG_SYNTAX: .*\/bad\.json:3:13: Unexpected token ','/,
    ],
    [
      "its JSON is cut off, where",
      "cut.json",
      /^TESTCAR_CONFIG_SYNTAX: .*\/cut\.json:1:15: Expected ',' or '}'/,
    ],
    ["it throws", "throws.mjs", /^TESTCAR_CONFIG_UNREADABLE: .*no such stage/],
    ["nobody knows its format", "unknown.toml", /^TESTCAR_CONFIG_UNREADABLE: .*/],
    [
      "it is a list",
      "list.json",
      /^TESTCAR_CONFIG_INVALID: list\.json: .*Expected Object but received Array/,
    ],
    [
      "it is a text",
      "text.yaml",
      /^TESTCAR_CONFIG_INVALID: text\.yaml: .*Expected Object but received "hello"/,
    ],
  ])("when %s", async (_why, file, expected) => {
    const { messages, config } = await load(root, { file });
    expect(messages).toEqual([expect.stringMatching(expected)]);
    expect(messages[0]).not.toContain("\n");
    expect(config.tests).toBe("/etc/testcar/tests");
  });

  it("and is fine when it is empty", async () => {
    expect((await load(root, { file: "empty.yaml" })).problems).toEqual([]);
  });
});

it("says where a configuration that was found is broken", async () => {
  const root = folder({ "package.json": "{}", "testcar.config.yaml": "a: [1\nb: 2\n" });
  const { messages } = await load(root);
  expect(messages).toEqual([expect.stringMatching(/testcar\.config\.yaml:2:1: /)]);
});
