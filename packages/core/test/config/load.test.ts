import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { folder } from "../folders.ts";
import { load } from "./sources.ts";

const project = (files: Readonly<Record<string, unknown>>): string =>
  folder({ "package.json": "{}", ...files });

describe("extends", () => {
  it("builds on other files: later ones win, the file itself wins over all", async () => {
    const root = project({
      "testcar.config.yaml": "extends: [shared/a.yaml, shared/b.yaml]\nconcurrency: 3\n",
      "shared/a.yaml": "extends: deeper/base.yaml\nconcurrency: 1\ntimeout: 1s\nenvironment: a\n",
      "shared/deeper/base.yaml": "timeout: 9s\ntestTimeout: 9s\nenvironment: base\n",
      "shared/b.yaml": "concurrency: 2\nenvironment: b\n",
    });
    const { config, problems } = await load(root);
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ concurrency: 3, environment: "b", timeout: 1000, testTimeout: 9000 });
  });

  it("keeps each file's paths relative to it", async () => {
    const root = project({
      "testcar.config.yaml": "extends: shared/base.yaml\n",
      "shared/base.yaml": "tests: tests\nplugins: [./runner.ts, oauth]\n",
    });
    const { config } = await load(root);
    expect(config.tests).toBe(join(root, "shared/tests"));
    expect(config.plugins).toEqual([
      { name: join(root, "shared/runner.ts"), options: undefined, where: "shared/base.yaml: plugins[0]" },
      { name: "oauth", options: undefined, where: "shared/base.yaml: plugins[1]" },
    ]);
    expect(config.baseDirectory).toBe(root);
  });

  it("replaces lists as a whole", async () => {
    const root = project({
      "testcar.config.yaml": "extends: base.yaml\nplugins: [a]\n",
      "base.yaml": "plugins: [b, c]\nonly: [x]\n",
    });
    const { config } = await load(root);
    expect(config.plugins.map(({ name }) => name)).toEqual(["a"]);
    expect(config.only).toEqual(["x"]);
  });

  it("in a circle is told with the whole circle, once", async () => {
    const root = project({
      "testcar.config.yaml": "extends: a.yaml\ntests: here\n",
      "a.yaml": "extends: b.yaml\n",
      "b.yaml": "extends: testcar.config.yaml\n",
    });
    const { messages, config } = await load(root);
    const chain = ["testcar.config.yaml", "a.yaml", "b.yaml", "testcar.config.yaml"].map((name) =>
      join(root, name),
    );
    expect(messages).toEqual([
      expect.stringContaining(`extend one another: ${chain.join(" → ")} → Take one`),
    ]);
    expect(config.tests).toBe(join(root, "here"));
  });

  it("of files that are missing or broken tells all of them", async () => {
    const root = project({
      "testcar.config.yaml": "extends: [missing.yaml, broken.yaml]\n",
      "broken.yaml": "a: [1\nb: 2\n",
    });
    expect((await load(root)).messages).toEqual([
      expect.stringContaining(`There is no configuration file ${root}/missing.yaml`),
      expect.stringContaining("broken.yaml:2:1"),
    ]);
  });
});

describe("who wins", () => {
  const root = project({
    "sub/testcar.config.yaml": "tests: tests\nconcurrency: 2\ntimeout: 2s\nfailFast: true\n",
  });
  const file = "sub/testcar.config.yaml";

  it("is the file over what is usual, a variable over the file, a flag over all", async () => {
    const env = { TESTCAR_CONCURRENCY: "3", TESTCAR_TIMEOUT: "3s" };
    const { config, problems } = await load(root, { file, env, flags: { timeout: "4s" } });
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ concurrency: 3, timeout: 4000, failFast: true, allowEmpty: false });
  });

  it("brings its own place for relative paths", async () => {
    const tests = async (sources: object) => (await load(root, { file, ...sources })).config.tests;
    expect(await tests({})).toBe(join(root, "sub/tests"));
    expect(await tests({ env: { TESTCAR_TESTS: "by-variable" } })).toBe(join(root, "by-variable"));
    expect(await tests({ flags: { tests: "by-flag" } })).toBe(join(root, "by-flag"));
    expect(await tests({ flags: { tests: "/absolute" } })).toBe("/absolute");
  });
});

describe("what to wait for", () => {
  const waitFor = async (value: unknown, sources: object = {}) => {
    const root = project({ "testcar.config.json": value === undefined ? {} : { waitFor: value } });
    const { config, messages } = await load(root, sources);
    return messages.length > 0 ? messages : config.waitFor;
  };

  it.each([
    [".complete", { file: ".complete", deadline: 60_000 }],
    ["2s", { settle: 2000, deadline: 60_000 }],
    [500, { settle: 500, deadline: 60_000 }],
    [
      { file: "2s", settle: "1s", deadline: "5m" },
      { file: "2s", settle: 1000, deadline: 300_000 },
    ],
  ])("is a file, a time, or both: %j", async (written, meant) => {
    expect(await waitFor(written)).toEqual(meant);
  });

  it("can be said by a variable and by a flag", async () => {
    expect(await waitFor(".a", { env: { TESTCAR_WAIT_FOR: "1500" } })).toMatchObject({ settle: 1500 });
    expect(await waitFor(undefined, { flags: { waitFor: ".b" } })).toMatchObject({ file: ".b" });
    expect(await waitFor(undefined)).toBeUndefined();
  });

  it.each([[{}], [{ deadline: "1s" }], [""], [0], [true], [{ settle: "soon" }], [{ fil: "a" }]])(
    "is nothing else: %j",
    async (written) => {
      expect(await waitFor(written)).toEqual([expect.stringContaining("waitFor")]);
    },
  );
});

describe("what is wrong with a configuration", () => {
  it("is told all at once, each with its path, its reason and what to do", async () => {
    const root = project({
      "testcar.config.yaml": [
        "tets: here",
        "target: localhost",
        "concurrency: two",
        "timeout: soon",
        "plugins: [1, [oauth], [a, {}, 3], '']",
        "logLevel: loud",
        "zzzzzzzzz: 1",
      ].join("\n"),
    });
    const { messages } = await load(root, {
      env: { TESTCAR_FAIL_FAST: "maybe" },
      flags: { testTimeout: "never" },
    });
    const told = messages.map((message) => message.replace("TESTCAR_CONFIG_INVALID: ", "")).toSorted();
    expect(told.map((message) => message.replace(/ → See docs.*/, ""))).toMatchInlineSnapshot(`
[
  "--test-timeout: Expected milliseconds as a number from 1 on, or a text like 500ms, 90s, 15m or 2h, but received "never"",
  "TESTCAR_FAIL_FAST: Invalid type: Expected boolean but received "maybe"",
  "testcar.config.yaml: concurrency: Invalid type: Expected number but received "two"",
  "testcar.config.yaml: logLevel: Invalid type: Expected ("silent" | "error" | "warn" | "info" | "debug") but received "loud"",
  "testcar.config.yaml: plugins[0]: Expected a plugin's name, or [name, { options }]",
  "testcar.config.yaml: plugins[1]: Expected a plugin's name, or [name, { options }]",
  "testcar.config.yaml: plugins[2]: Expected a plugin's name, or [name, { options }]",
  "testcar.config.yaml: plugins[3]: Expected a plugin's name, or [name, { options }]",
  "testcar.config.yaml: target: Expected a URL like http://127.0.0.1:8080",
  "testcar.config.yaml: tets: unknown key → Did you mean tests?",
  "testcar.config.yaml: timeout: Expected milliseconds as a number from 1 on, or a text like 500ms, 90s, 15m or 2h, but received "soon"",
  "testcar.config.yaml: zzzzzzzzz: unknown key → Known are $schema, extends, tests, waitFor, target, plugins, environment, only, concurrency, timeout, testTimeout, grace, failFast, allowEmpty, maxOutput, requiredReporters, format, logLevel.",
]
`);
  });

  it("does not hide the members that are right", async () => {
    const root = project({ "testcar.config.yaml": "concurrency: two\ntests: here\nplugins: [oauth]\n" });
    const { config, problems } = await load(root);
    expect(problems).toHaveLength(1);
    expect(config).toMatchObject({ tests: join(root, "here"), concurrency: 1, plugins: [{ name: "oauth" }] });
  });

  it.each([0, -1, 1.5, "1"])("includes a concurrency of %j", async (concurrency) => {
    expect((await load(project({ "testcar.config.json": { concurrency } }))).problems).toHaveLength(1);
  });

  it.each([
    ["500ms", 500],
    ["90s", 90_000],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
    [250, 250],
    ["0s", undefined],
    ["0.1ms", undefined],
    [0, undefined],
    ["90", undefined],
    ["-5s", undefined],
    ["5 s", undefined],
    ["1d", undefined],
  ])("or not: a timeout of %j is %j ms", async (timeout, milliseconds) => {
    const { config, problems } = await load(project({ "testcar.config.json": { timeout } }));
    expect(problems).toHaveLength(milliseconds === undefined ? 1 : 0);
    expect(config.timeout).toBe(milliseconds ?? 3_600_000);
  });

  it("includes an endless timeout", async () => {
    expect((await load(project({ "testcar.config.yaml": "timeout: .inf\n" }))).problems).toHaveLength(1);
  });

  it.each([
    ["http://127.0.0.1:8080", true],
    ["https://a.example/base?x=1", true],
    ["ws://a.example", true],
    ["ftp://a.example", false],
    ["a.example:80", false],
    ["http://", false],
    ["http://me:secret@a.example", false],
    ["", false],
  ])("or not: the target %j", async (target, isFine) => {
    const { problems } = await load(project({ "testcar.config.json": { target } }));
    expect(problems).toHaveLength(isFine ? 0 : 1);
  });
});
