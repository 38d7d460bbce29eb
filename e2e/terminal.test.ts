import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { caseRunner, configuration, createProject, fixture, type Settings } from "./testcar.ts";

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Runs a command under a terminal of its own, 100 columns wide. */
const onTerminal: Settings = {
  env: { TERM: "xterm-256color" },
  under: (command) => [
    "script",
    "-qec",
    `stty cols 100 rows 30; ${command.map(quote).join(" ")}`,
    "/dev/null",
  ],
};

const files = {
  "tests/a.case": "true\n",
  "tests/b.case": "echo one\nls --no-such-option\n",
  "testcar.config.yaml": configuration([caseRunner]),
};

describe("on a terminal", () => {
  test("a run is told in words and colours, with what a failed test printed last", async () => {
    using project = createProject(files);
    const { code, stdout } = await project.testcar(["run"], onTerminal);
    expect(code).toBe(1);
    expect(stdout).toContain("\u001b[32m✓");
    const plain = stripVTControlCharacters(stdout).replaceAll("\r\n", "\n");
    expect(plain).toMatch(/^ {2}✓ a\.case +\d+ ms$/m);
    expect(plain).toMatch(/^ {2}✗ b\.case +\d+ ms$/m);
    expect(plain).toContain("ls --no-such-option ended with exit code 2 (MY_RUNNER_COMMAND_FAILED)");
    expect(plain).toContain("      | one\n");
    expect(plain).toMatch(/^failed: 1 of 2 tests failed: b\.case: ls --no-such-option ended/m);
    expect(plain).toMatch(/^1 passed, 1 failed in .*, exit code 1$/m);
    expect(plain.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  test.each([
    ["NO_COLOR", { NO_COLOR: "1" }],
    ["TERM=dumb", { TERM: "dumb" }],
  ])("%s takes the colours away, not the words", async (_what, env) => {
    using project = createProject(files);
    const { stdout } = await project.testcar(["run"], { ...onTerminal, env: { ...onTerminal.env, ...env } });
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain("✓ a.case");
  });

  test("--format json gives records all the same", async () => {
    using project = createProject(files);
    const { stdout, reading } = await project.testcar(["run", "--format", "json"], onTerminal);
    expect(stdout).not.toContain("\u001b");
    expect(reading).toMatchObject({ verdict: "failed", completeness: "complete" });
  });

  test("diagnostics are plain lines that cannot move the cursor", async () => {
    using project = createProject({
      ...files,
      "testcar.config.yaml": configuration([fixture("plugins/logs.ts")]),
    });
    const { stdout } = await project.testcar(["run"], onTerminal);
    expect(stdout).toContain("testcar: error: logs: error of the plugin\r\n");
    expect(stdout).toContain("testcar: warn: logs a.case: warn of the test\\x0ain two lines\r\n");
  });

  test("Ctrl-C interrupts the run, which tells so", async () => {
    using project = createProject({ ...files, "tests/a.case": "sleep 60\n" });
    const run = project.start(["run"], { ...onTerminal, stdin: { open: true } });
    await run.printed("… a.case");
    run.child.stdin.write("\u0003");
    const { code, stdout } = await run.ended;
    run.child.stdin.end();
    expect(code).toBe(130);
    expect(stdout).toContain(": The run was stopped by SIGINT");
    expect(stdout).toContain("1 interrupted, 1 skipped in ");
  });

  test("list, plugins and explain are for people there", async () => {
    using project = createProject(files);
    const list = await project.testcar(["list"], onTerminal);
    expect(list.stdout).toMatch(/^Tests in .*\r\n {2}a\.case +case\r\n/);
    const plugins = await project.testcar(["plugins"], onTerminal);
    expect(plugins.stdout).toMatch(/^ {2}my-runner /);
  });
});
