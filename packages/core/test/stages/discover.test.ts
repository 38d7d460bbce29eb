import { describe, expect, it } from "@jest/globals";
import type { Config } from "../../src/config/config.ts";
import { createHooks } from "../../src/hooks.ts";
import type { CandidateFile, Suite } from "../../src/model.ts";
import { discover } from "../../src/stages/discover.ts";
import { folder } from "../folders.ts";

const { signal } = new AbortController();

/** Claims the files with that extension. */
function claim(hooks: ReturnType<typeof createHooks>, runner: string, extension: string): void {
  hooks.discover.tap(runner, (suite, { files }): Suite => {
    const own = files.filter((file) => file.extension === extension);
    const test = (file: CandidateFile) => ({ id: file.path, name: file.path, runner, file });
    return { ...suite, tests: [...suite.tests, ...own.map(test)] };
  });
}

async function discoverIn(
  files: Readonly<Record<string, string>>,
  config: Partial<Config> = {},
  tap: (hooks: ReturnType<typeof createHooks>) => void = () => undefined,
) {
  const hooks = createHooks();
  claim(hooks, "soap", ".xml");
  claim(hooks, "artillery", ".yml");
  tap(hooks);
  const whole = {
    tests: folder(files),
    target: undefined,
    environment: undefined,
    only: [],
    allowEmpty: false,
    ...config,
  };
  const suite = await discover({ hooks, config: whole, runners: ["artillery", "soap"], signal });
  return {
    ids: suite.tests.map(({ id }) => id),
    ignored: suite.ignored.map(({ path, reason }) => [path, reason]),
    suite,
  };
}

const three = { "b.yml": "", "a.xml": "", "sub/c.yml": "", "readme.md": "" };

describe("a suite", () => {
  it("has the tests of every runner, in the order of their ids", async () => {
    expect((await discoverIn(three)).ids).toEqual(["a.xml", "b.yml", "sub/c.yml"]);
  });

  it("says of every other file why it is no test", async () => {
    const tap = (hooks: ReturnType<typeof createHooks>): void => {
      hooks.discover.tap("artillery", (suite) => ({
        ...suite,
        ignored: [...suite.ignored, { path: "shared.json", reason: "shared configuration of b.yml" }],
      }));
    };
    const { ignored } = await discoverIn({ ...three, "shared.json": "{}" }, {}, tap);
    expect(ignored).toEqual([
      ["readme.md", "no runner owns it"],
      ["shared.json", "shared configuration of b.yml"],
    ]);
  });

  it("is found for a target and an environment, which runners may ask for", async () => {
    let seen: unknown;
    const config = { target: "http://a", environment: "staging" };
    const { suite } = await discoverIn(three, config, (hooks) =>
      hooks.discover.tap("x", (found, context) => {
        seen = context;
        return found;
      }),
    );
    expect(seen).toMatchObject({ ...config, directory: suite.directory });
  });
});

describe("without a test", () => {
  const none = { code: "TESTCAR_RUN_NO_TESTS", exitCode: 5 };

  it("nothing would be proved: that is an error, which says what was seen", async () => {
    await expect(discoverIn({})).rejects.toMatchObject({
      ...none,
      message: expect.stringContaining("it has no files"),
    });
    await expect(discoverIn({ "a.md": "", "b.md": "" })).rejects.toMatchObject({
      ...none,
      message: expect.stringContaining("none of its 2 files is a test"),
    });
  });

  it("and without a runner, the configuration is what to look at", async () => {
    const hooks = createHooks();
    const config = {
      tests: folder(three),
      target: undefined,
      environment: undefined,
      only: [],
      allowEmpty: false,
    };
    await expect(discover({ hooks, config, runners: [], signal })).rejects.toMatchObject({
      ...none,
      hint: expect.stringContaining("No plugin that runs tests is configured"),
    });
  });

  it("it is fine when that is allowed", async () => {
    expect((await discoverIn({ "a.md": "" }, { allowEmpty: true })).ids).toEqual([]);
  });
});

describe("--only", () => {
  it.each([
    ["b.yml", ["b.yml"]],
    ["*.yml", ["b.yml"]],
    ["**/*.yml", ["b.yml", "sub/c.yml"]],
    ["sub/**", ["sub/c.yml"]],
    ["{a,b}.*", ["a.xml", "b.yml"]],
  ])("%s chooses %j", async (pattern, ids) => {
    expect((await discoverIn(three, { only: [pattern] })).ids).toEqual(ids);
  });

  it("adds up, in the order of the suite", async () => {
    expect((await discoverIn(three, { only: ["sub/*", "a.xml"] })).ids).toEqual(["a.xml", "sub/c.yml"]);
  });

  it("takes an id that looks like a pattern as the id that it is", async () => {
    expect((await discoverIn({ "a[1].yml": "", "a1.yml": "" }, { only: ["a[1].yml"] })).ids).toContain(
      "a[1].yml",
    );
  });

  it("does not choose a file that is no test", async () => {
    await expect(discoverIn(three, { only: ["readme.md"] })).rejects.toThrow();
  });

  it("that matches nothing is an error, each such pattern, with the test that was meant", async () => {
    const error: unknown = await discoverIn(three, { only: ["b.ym", "a.xml", "zzzzzzzzzz"] }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({
      errors: [
        {
          code: "TESTCAR_RUN_ONLY_UNMATCHED",
          exitCode: 5,
          hint: expect.stringContaining("Did you mean b.yml?"),
        },
        { message: "No test matches --only zzzzzzzzzz", hint: "testcar list shows the tests' ids." },
      ],
    });
  });

  it("names a test that has to be there, also where a run without tests may pass", async () => {
    await expect(discoverIn({}, { only: ["smoke.yml"], allowEmpty: true })).rejects.toMatchObject({
      errors: [{ code: "TESTCAR_RUN_ONLY_UNMATCHED" }],
    });
  });
});
