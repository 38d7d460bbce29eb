import { describe, expect, test } from "@jest/globals";
import { caseRunner, configuration, createProject, fixture } from "./testcar.ts";

const plugin = (name: string, stage?: string): unknown =>
  stage === undefined ? fixture(`plugins/${name}.ts`) : [fixture(`plugins/${name}.ts`), { in: stage }];

/** One run over two tests of which the second fails, with a plugin that misbehaves in one stage. */
async function runWith(misbehaving: unknown, stage?: string, config: object = {}) {
  // The fixtures' own runner claims every file.
  const plugins = stage === "execute" ? [misbehaving] : [caseRunner, misbehaving];
  using project = createProject({
    "tests/a.case": "true\n",
    "tests/b.case": "false\n",
    "testcar.config.yaml": configuration(plugins, config),
  });
  const ended = await project.testcar(["run"]);
  expect(ended.stdout + ended.stderr).not.toMatch(/^\s+at /m);
  return ended;
}

const stages = ["apply", "discover", "preflight", "execute", "progress", "report"] as const;
const codesOf = (ended: Awaited<ReturnType<typeof runWith>>) =>
  [ended.reading.finished?.reasons ?? [], ...ended.reading.tests.map(({ reasons }) => reasons)]
    .flat()
    .map(({ code }) => code);

describe.each(stages)("in %s", (stage) => {
  // Of the tests, one fails: with the runner of the fixtures both pass, so that only the plugin can spoil it.
  test("a plugin that ends the process does not, and its run is no pass", async () => {
    const ended = await runWith(plugin("exits", stage), stage);
    expect(ended.reading).toMatchObject({ exitCode: ended.code, completeness: "complete" });
    expect(ended.code).toBeGreaterThan(0);
    if (stage === "report") expect(ended.stderr).toContain("process.exit(0) was called");
    else expect(codesOf(ended)).toContain("TESTCAR_PLUGIN_CRASHED");
  });

  test("an error that nobody can catch makes the run an error that is told", async () => {
    const ended = await runWith(plugin("throws-later", stage), stage);
    expect(ended.reading).toMatchObject({ exitCode: ended.code, completeness: "complete" });
    expect(ended.code).toBeGreaterThan(0);
    if (stage !== "report") expect(codesOf(ended)).toContain("TESTCAR_PLUGIN_CRASHED");
  });

  test("what a plugin prints to stdout does not hide the verdict", async () => {
    const ended = await runWith(plugin("prints", stage), stage);
    const expected = stage === "execute" ? { verdict: "passed" } : { verdict: "failed" };
    expect(ended.stdout).toContain("printed by the plugin\n");
    expect(ended.reading).toMatchObject({ ...expected, exitCode: ended.code });
  });
});

describe("a plugin that throws", () => {
  test.each([
    ["apply", 3, "TESTCAR_PLUGIN_FAILED"],
    ["discover", 3, "TESTCAR_PLUGIN_FAILED"],
    ["preflight", 4, "TESTCAR_PLUGIN_PREFLIGHT_FAILED"],
    ["execute", 6, "TESTCAR_PLUGIN_FAILED"],
  ])("in %s: the verdict names it", async (stage, exitCode, code) => {
    const ended = await runWith(plugin("throws", stage), stage);
    expect(ended.code).toBe(exitCode);
    const reasons = [
      ended.reading.finished?.reasons ?? [],
      ...ended.reading.tests.map((each) => each.reasons),
    ];
    const message = expect.stringMatching(/throws.* failed.*thrown by the plugin$/);
    expect(reasons.flat()).toContainEqual(expect.objectContaining({ code, plugin: "throws", message }));
  });

  test.each(["progress", "report"])("in %s: the verdict stays, and stderr tells of it", async (stage) => {
    const ended = await runWith(plugin("throws", stage), stage);
    expect(ended.reading).toMatchObject({ verdict: "failed", exitCode: ended.code });
    const lines = ended.stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({ plugin: "throws", message: expect.stringContaining("thrown by the plugin") }),
    ]);
  });
});

describe("a plugin that hangs", () => {
  // Each is given 15 seconds to heed its signal: they wait together.
  test.concurrent.each(["discover", "preflight", "execute"])(
    "in %s: the run's time ends it",
    async (stage) => {
      const ended = await runWith(plugin("hangs", stage), stage, { timeout: "6s" });
      expect(ended).toMatchObject({ code: 124, reading: { verdict: "timed-out", exitCode: 124 } });
      expect(codesOf(ended)).toContain("TESTCAR_PLUGIN_HUNG");
    },
  );

  test.concurrent("in report: a signal hurries it, and the verdict is told", async () => {
    using project = createProject({
      "tests/a.case": "true\n",
      "testcar.config.yaml": configuration([caseRunner, plugin("hangs", "report")]),
    });
    const run = project.start(["run"]);
    await run.printed('"type":"test.finished"');
    run.child.kill("SIGTERM");
    const { code, reading, stderr } = await run.ended;
    // The signal may come before the verdict or after it; either way it is told.
    expect([0, 143]).toContain(code);
    expect(reading).toMatchObject({ exitCode: code, completeness: "complete" });
    expect(stderr).toContain("hangs");
  });
});

describe("a plugin that leaves something open", () => {
  test.each(stages)("in %s: the process ends all the same", async (stage) => {
    const ended = await runWith(plugin("leaks-handle", stage), stage);
    expect(ended.reading).toMatchObject({ exitCode: ended.code, completeness: "complete" });
  });
});

describe("a plugin that changes what it gets", () => {
  test("in discover: the failing test does not disappear", async () => {
    const ended = await runWith(plugin("changes-its-input", "discover"));
    expect(ended).toMatchObject({ code: 3, reading: { verdict: "error" } });
  });

  test.each(["progress", "report"])("in %s: the failed test stays failed", async (stage) => {
    const ended = await runWith(plugin("changes-its-input", stage));
    expect(ended).toMatchObject({ code: 1, reading: { verdict: "failed" } });
    expect(ended.reading.tests.map(({ status }) => status)).toEqual(["passed", "failed"]);
  });
});

describe("commands that only look", () => {
  test.each(["validate", "list", "plugins", "explain"])(
    "%s is no success when a plugin ends the process",
    async (command) => {
      using project = createProject({
        "tests/a.case": "true\n",
        "testcar.config.yaml": configuration([caseRunner, plugin("exits-when-imported")]),
      });
      const { code, stdout, stderr } = await project.testcar([command]);
      expect(stdout + stderr).not.toMatch(/^\s+at /m);
      // `explain` explains what it can, whatever is wrong with the configuration.
      if (command === "explain") expect(stdout).toContain("TESTCAR_PLUGIN_BROKEN");
      else {
        expect(code).toBe(3);
        expect(stderr).toContain("process.exit(0) was called");
      }
    },
  );

  test("explain knows the errors of the configured plugins", async () => {
    using project = createProject({
      "testcar.config.yaml": configuration([fixture("plugins/with-errors.ts")]),
    });
    const { code, stdout } = await project.testcar(["explain", "TESTCAR_SOAP_NO_WSDL"]);
    expect(code).toBe(0);
    expect(stdout).toContain("No WSDL at http://127.0.0.1/?wsdl");
  });
});
