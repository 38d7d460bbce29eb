import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { caseRunner, configuration, createProject, type Project, testcar } from "./testcar.ts";

const { version } = JSON.parse(
  readFileSync(new URL("../packages/cli/package.json", import.meta.url), "utf8"),
);

const projectWith = (tests: Readonly<Record<string, string>>, rest: object = {}): Project =>
  createProject({ ...tests, "testcar.config.yaml": configuration([caseRunner], rest) });

describe("testcar", () => {
  test.each([["--version"], ["-v"]])("%s is the package's", async (option) => {
    expect(await testcar([option])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("without a command shows its help and is no success", async () => {
    const { stdout } = await testcar(["--help"]);
    expect(stdout).toContain("Usage: testcar COMMAND [options]");
    expect(await testcar([])).toMatchObject({ code: 2, stdout, stderr: "" });
    expect(await testcar(["help"])).toMatchObject({ code: 0, stdout });
  });

  test.each(["run", "list", "validate", "plugins", "explain", "read", "inject"])(
    "%s --help shows the command's help",
    async (command) => {
      const ended = await testcar([command, "--help"]);
      expect(ended).toMatchObject({ code: 0, stderr: "" });
      expect(ended.stdout).toMatch(new RegExp(`^Usage: testcar ${command} `));
      expect(await testcar(["help", command])).toMatchObject({ code: 0, stdout: ended.stdout });
    },
  );

  test("an option in front of the command is told where it belongs", async () => {
    const { code, stderr } = await testcar(["--config", "a.yaml", "run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("A command comes first, then its options");
  });
});

describe("testcar run", () => {
  test("passes when every test does, and leaves nothing behind", async () => {
    using project = projectWith({ "tests/a.case": "echo hello\n", "tests/b.case": "true\n" });
    const { code, stderr, reading } = await project.testcar(["run"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(reading).toMatchObject({ verdict: "passed", completeness: "complete", problems: [] });
    expect(reading.tests.map(({ test: id, status }) => [id, status])).toEqual([
      ["a.case", "passed"],
      ["b.case", "passed"],
    ]);
    expect(readdirSync(project.temporary)).toEqual([]);
  });

  test("--only, --fail-fast, --concurrency and --allow-empty do what they say", async () => {
    using project = projectWith({
      "tests/a.case": "false\n",
      "tests/b.case": "true\n",
      "tests/c.case": "true\n",
    });
    const only = await project.testcar(["run", "--only", "b.case", "--only", "c*"]);
    expect(only.reading.finished?.counts).toMatchObject({ total: 2, passed: 2 });
    const fast = await project.testcar(["run", "--fail-fast"]);
    expect(fast.reading.finished?.counts).toMatchObject({ total: 3, failed: 1, skipped: 2 });
    expect(fast.code).toBe(1);
    const both = await project.testcar(["run", "--concurrency", "3"]);
    expect(both.reading.tests.map(({ test: id }) => id).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      "a.case",
      "b.case",
      "c.case",
    ]);
    using empty = projectWith({ "tests/notes.md": "" });
    expect(await empty.testcar(["run", "--allow-empty"])).toMatchObject({
      code: 0,
      reading: { verdict: "passed" },
    });
  });

  test("flags win over variables, and variables over the file", async () => {
    using project = projectWith({ "tests/a.case": "true\n" }, { target: "http://file:1" });
    const target = async (
      args: readonly string[],
      env: Record<string, string>,
    ): Promise<string | undefined> =>
      (await project.testcar(["run", ...args], { env })).reading.started?.target;
    expect(await target([], {})).toBe("http://file:1");
    expect(await target([], { TESTCAR_TARGET: "http://variable:1" })).toBe("http://variable:1");
    expect(await target(["--target", "http://flag:1"], { TESTCAR_TARGET: "http://variable:1" })).toBe(
      "http://flag:1",
    );
  });
});

describe("testcar read", () => {
  const verdicts = [
    ["passed", "true\n", [], 0],
    ["failed", "false\n", [], 1],
    ["error", "no-such-program\n", [], 6],
    ["error", "true\n", ["--tests", "nowhere"], 2],
    ["timed-out", "sleep 60\n", ["--timeout", "300ms"], 124],
  ] as const;

  test.each(verdicts)("%s: its exit code is the run's", async (verdict, lines, args, exitCode) => {
    using project = projectWith({ "tests/a.case": lines });
    const run = await project.testcar(["run", ...args]);
    expect(run.code).toBe(exitCode);
    // A log as the Kubernetes API gives it, with time stamps.
    const log = run.stdout.replaceAll(/^/gm, "2026-01-01T00:00:00.000000000Z ");
    const text = await testcar(["read"], { stdin: log });
    expect(text).toMatchObject({ code: exitCode, stderr: "" });
    expect(text.stdout).toMatch(new RegExp(`^${verdict} \\(exit code ${exitCode}\\): `));
    const json = await testcar(["read", "--format", "json"], { stdin: log });
    expect(json).toMatchObject({ code: exitCode, stderr: "" });
    expect(JSON.parse(json.stdout)).toMatchObject({ verdict, exitCode, completeness: "complete" });
  });

  test("interrupted: its exit code is the run's", async () => {
    using project = projectWith({ "tests/a.case": "sleep 60\n" });
    const run = project.start(["run"]);
    await run.printed('"type":"test.started"');
    run.child.kill("SIGINT");
    const { stdout } = await run.ended;
    const read = await testcar(["read"], { stdin: stdout });
    expect(read.code).toBe(130);
    expect(read.stdout).toMatch(/^interrupted \(exit code 130\): The run was stopped by SIGINT/);
  });

  test.each([
    ["an empty log", "", "TESTCAR_LOG_EMPTY"],
    ["a log of something else", "hello\n", "TESTCAR_LOG_NO_RECORDS"],
  ])("%s is unclear, and never a pass", async (_what, stdin, code) => {
    const { code: exitCode, stdout } = await testcar(["read"], { stdin });
    expect(exitCode).toBe(8);
    expect(stdout).toMatch(/^unclear \(exit code 8\)/);
    expect(stdout).toContain(code);
  });

  test("a format that is none is a mistake of usage, not a log that is unclear", async () => {
    const { code, stdout, stderr } = await testcar(["read", "--format", "xml"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("The option --format cannot be xml");
  });

  test("a log's name is not read: the log comes on standard input", async () => {
    const { code, stderr } = await testcar(["read", "run.log"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Unexpected argument run.log");
  });
});

describe("testcar explain", () => {
  test("lists every code, each of which it can explain", async () => {
    const { code, stdout } = await testcar(["explain"]);
    expect(code).toBe(0);
    const codes = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ", 1)[0] ?? "");
    expect(codes).toContain("TESTCAR_RUN_NO_TESTS");
    expect(codes).toContain("TESTCAR_LOG_TORN");
    expect(codes).toEqual([...codes].sort((a, b) => (a < b ? -1 : 1)));
  });

  test.each(["TESTCAR_RUN_NO_TESTS", "run_no_tests", "run-no-tests"])("%s", async (name) => {
    const { code, stdout, stderr } = await testcar(["explain", name]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      `TESTCAR_RUN_NO_TESTS

No test was found, so nothing is proved.

Example:    No tests in /etc/testcar/tests: none of its 3 files is a test
What to do: testcar list says what was found and why it was ignored. --allow-empty lets such a run pass.
Exit code:  5
`,
    );
  });

  test.each([
    ["TESTCAR_RUN_NO_TEST", /Did you mean TESTCAR_RUN_NO_TESTS/],
    ["NOTHING_LIKE_IT_AT_ALL", /testcar explain lists them all/],
  ])("%s is unknown", async (name, hint) => {
    const { code, stdout, stderr } = await testcar(["explain", name]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(hint);
  });
});

describe("testcar list", () => {
  const files = { "tests/b/c.case": "true\n", "tests/a.case": "true\n", "tests/notes.md": "" };

  test("shows tests and runners, and what is ignored and why", async () => {
    using project = projectWith(files);
    const text = await project.testcar(["list", "--format", "text"]);
    expect(text).toMatchObject({ code: 0, stderr: "" });
    expect(text.stdout.replaceAll(/ {2,}/g, "  ")).toBe(
      `Tests in ${project.path("tests")}:\n  a.case  case\n  b/c.case  case\n\nIgnored:\n  notes.md  no runner owns it\n`,
    );
    const json = await project.testcar(["list", "--format", "json"]);
    expect(JSON.parse(json.stdout)).toEqual({
      tests: [
        { id: "a.case", name: "a.case", runner: "case", problems: [] },
        { id: "b/c.case", name: "b/c.case", runner: "case", problems: [] },
      ],
      ignored: [{ path: "notes.md", reason: "no runner owns it" }],
    });
  });

  test("has an exit code that says when there is nothing to run", async () => {
    using project = projectWith({ "tests/notes.md": "" });
    const { code, stderr } = await project.testcar(["list"]);
    expect(code).toBe(5);
    expect(stderr).toContain("TESTCAR_RUN_NO_TESTS");
  });
});

describe("testcar plugins", () => {
  test("shows where each plugin comes from, in the order in which they are applied", async () => {
    using project = projectWith({});
    const json = await project.testcar(["plugins", "--format", "json"]);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout).plugins).toMatchObject([
      { name: "my-runner", path: caseRunner, configuredBy: "testcar.config.yaml: plugins[0]" },
      { name: "stdout-reporter", version, configuredBy: "built in" },
    ]);
    const text = await project.testcar(["plugins", "--format", "text"]);
    expect(text.stdout).toMatch(/^ {2}my-runner .*my-runner\.ts$/m);
    expect(text.stdout).toMatch(/^ {2}stdout-reporter .*built in$/m);
  });
});

describe("testcar validate", () => {
  test("says that all is well, and runs nothing", async () => {
    using project = projectWith({ "tests/a.case": "touch ran\n" });
    const { code, stdout, stderr } = await project.testcar(["validate"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      `${project.path("testcar.config.yaml")}: valid; 2 plugins, 1 test in ${project.path("tests")}.\n`,
    );
    expect(readdirSync(project.path("tests"))).toEqual(["a.case"]);
  });

  test("needs no configuration, but tests", async () => {
    using project = createProject({ "tests/a.case": "true\n" });
    const { code, stderr } = await project.testcar(["validate", "--tests", "tests"]);
    expect(code).toBe(5);
    expect(stderr).toContain("No plugin that runs tests is configured");
  });
});
