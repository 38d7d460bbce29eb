import { describe, expect, test } from "@jest/globals";
import { caseRunner, configuration, createProject, fixture, type Project } from "./testcar.ts";

const logging = (): Project =>
  createProject({
    "tests/a.case": "true\n",
    "testcar.config.yaml": configuration([fixture("plugins/logs.ts")]),
  });

const linesOf = (stderr: string) =>
  stderr
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("stderr, when it is not a terminal", () => {
  test("has one JSON object a line that names plugin and test", async () => {
    using project = logging();
    const { code, stderr } = await project.testcar(["run"]);
    expect(code).toBe(0);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(linesOf(stderr)).toEqual([
      { level: "error", message: "error of the plugin", plugin: "logs", time },
      { level: "warn", message: "warn of the plugin", plugin: "logs", time },
      {
        level: "warn",
        message: "warn of the test\nin two lines",
        plugin: "logs",
        test: "a.case",
        requests: 3,
        time,
      },
    ]);
  });

  test.each([
    ["silent", 0],
    ["error", 1],
    ["warn", 3],
    ["info", 4],
    ["debug", 5],
  ])("--log-level %s lets %i lines through", async (level, count) => {
    using project = logging();
    const { stderr } = await project.testcar(["run", "--log-level", level]);
    expect(stderr.split("\n").filter((line) => line !== "")).toHaveLength(count);
  });

  test("warns of a variable that looks like Testcar's and is not", async () => {
    using project = logging();
    const { stderr } = await project.testcar(["run"], { env: { TESTCAR_TIMEOT: "3s" } });
    expect(linesOf(stderr)[0]).toMatchObject({
      level: "warn",
      message: expect.stringMatching(/TESTCAR_TIMEOT .* ignored\. Did you mean TESTCAR_TIMEOUT\?/),
    });
  });

  test("stays small when a plugin floods it, and says that it was cut", async () => {
    using project = createProject({
      "tests/a.case": "true\n",
      "testcar.config.yaml": configuration([
        caseRunner,
        [fixture("plugins/floods-log.ts"), { in: "preflight" }],
      ]),
    });
    const { code, stdout, stderr } = await project.testcar(["run"]);
    expect(code).toBe(0);
    expect(stdout.length + stderr.length).toBeLessThan(1024 * 1024);
    expect(linesOf(stderr).at(-1)).toMatchObject({
      level: "warn",
      message: expect.stringMatching(/^\d+ more lines of diagnostics are left out/),
    });
  });

  test("has Node's own warnings as diagnostics, if anybody wants them", async () => {
    using project = createProject({
      // No "type": Node has an opinion about that when it loads the plugin.
      "package.json": "{}\n",
      "plugin.js":
        'process.emitWarning("take care");\nexport default { name: "warns", apiVersion: 1, apply() {} };\n',
      "tests/a.case": "true\n",
      "testcar.config.yaml": configuration([caseRunner, "./plugin.js"]),
    });
    const quiet = await project.testcar(["run"]);
    expect(linesOf(quiet.stderr)).toMatchObject([{ level: "warn", message: "Warning: take care" }]);
    const debug = await project.testcar(["run", "--log-level", "debug"]);
    expect(linesOf(debug.stderr)).toContainEqual(
      expect.objectContaining({ level: "debug", message: expect.stringContaining("Module type of file") }),
    );
  });

  test("tells at level debug where an error came from that nobody caught", async () => {
    using project = createProject({
      "tests/a.case": "true\n",
      "testcar.config.yaml": configuration([
        caseRunner,
        [fixture("plugins/throws-later.ts"), { in: "preflight" }],
      ]),
    });
    const { stderr } = await project.testcar(["run", "--log-level", "debug"]);
    expect(linesOf(stderr)).toContainEqual(
      expect.objectContaining({ stack: expect.stringMatching(/thrown by a timer.*throws-later\.ts:\d+/s) }),
    );
  });
});

describe("stdout", () => {
  test("holds records and nothing else", async () => {
    using project = logging();
    const { stdout } = await project.testcar(["run", "--log-level", "debug"]);
    const records = linesOf(stdout);
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_record, index) => index));
    expect(records.map(({ type }) => type)).toEqual([
      "run.started",
      "test.started",
      "test.finished",
      "run.finished",
    ]);
  });

  test("is text for people when they ask for it", async () => {
    using project = logging();
    const { stdout } = await project.testcar(["run", "--format", "text"]);
    expect(stdout).toMatch(/^testcar \d+\.\d+\.\d+: 1 test\n/);
    expect(stdout).toMatch(/\npassed: 1 test passed\n/);
    expect(stdout).not.toContain("\u001b");
  });
});
