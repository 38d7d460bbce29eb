import { existsSync, writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { TerminalDouble } from "../plugins/stdout-reporter/test/terminal-double.ts";
import { caseRunner, configuration, createProject, fixture, type Settings } from "./testcar.ts";

const ESCAPE = "\u001b";
const COLUMNS = 80;

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Runs a command under a terminal of its own. */
const onTerminal: Settings = {
  env: { TERM: "xterm-256color" },
  under: (command) => [
    "script",
    "-qec",
    `stty cols ${COLUMNS} rows 24; ${command.map(quote).join(" ")}`,
    "/dev/null",
  ],
};

const withVariables = (env: Readonly<Record<string, string>>): Settings => ({
  ...onTerminal,
  env: { ...onTerminal.env, ...env },
});

/** What a person sees in the end. */
function look(stdout: string) {
  const terminal = new TerminalDouble(COLUMNS);
  terminal.write(stdout);
  return { screen: terminal.screen(), widest: terminal.widest, styles: terminal.styles };
}

const files = {
  "tests/a.case": "true\n",
  "tests/b.case": "echo one\nls --no-such-option\n",
  "testcar.config.yaml": configuration([caseRunner]),
};

/** A test that waits until the file `go` is there. */
const waiting = {
  ...files,
  "tests/a.case": "sh wait\n",
  "tests/wait": "while ! test -e go; do sleep 0.1; done\n",
};

async function appears(path: string): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!existsSync(path) && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(existsSync(path)).toBe(true);
}

/** A plugin whose error nobody can catch, while the first test runs. */
const crash = `export default {
  name: "crash",
  apiVersion: 1,
  apply({ hooks }) {
    hooks.progress.tap("crash", ({ type }) => {
      if (type === "test.started") setTimeout(() => { throw new TypeError("nobody catches this"); }, 200);
    });
  },
};
`;

describe("on a terminal", () => {
  test("a run is shown while it goes on; what stays is what became of it", async () => {
    using project = createProject(waiting);
    const run = project.start(["run"], onTerminal);
    await run.printed("0 of 2 tests done");
    writeFileSync(project.path("tests/go"), "");
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    expect(stdout).toContain(`${ESCAPE}[32m✓`);
    const { screen } = look(stdout);
    // The last line is a path to be copied: it stays whole, however long.
    expect(look(stdout.split("What the tests printed", 1)[0] ?? "").widest).toBeLessThan(COLUMNS);
    const seen = screen
      .replaceAll(/ +\d+(?:\.\d+)? m?s/g, " TIME")
      .replace(/(printed:) \/\S*\/testcar-[\s\S]*$/, "$1 PATH\n");
    expect(seen).toBe(
      [
        "testcar 1.0.0: 2 tests",
        "",
        "  ✓ a.case TIME",
        "  ✗ b.case TIME",
        "      ls --no-such-option ended with exit code 2",
        "",
        "Not passed:",
        "",
        "  ✗ b.case TIME",
        "      ls --no-such-option ended with exit code 2 (MY_RUNNER_COMMAND_FAILED)",
        "      | one",
        "      | ls: unrecognized option '--no-such-option'",
        "      | Try 'ls --help' for more information.",
        "",
        "failed: 1 of 2 tests failed",
        "1 passed, 1 failed in TIME, exit code 1",
        "What the tests printed: PATH",
        "",
      ].join("\n"),
    );
  });

  test.each([
    ["NO_COLOR", { NO_COLOR: "1" }, []],
    ["--no-color", {}, ["--no-color"]],
  ])("%s takes the colours away, and nothing else", async (_what, env, args) => {
    using project = createProject(files);
    const { stdout } = await project.testcar(["run", ...args], withVariables(env));
    const { screen, styles } = look(stdout);
    expect(styles).toBe(0);
    expect(stdout).toContain("tests done");
    expect(screen).toMatch(/^ {2}✓ a\.case/m);
  });

  test.each([
    ["TERM=dumb", { TERM: "dumb" }],
    ["CI=true", { CI: "true", NO_COLOR: "1" }],
  ])("with %s, there are plain lines", async (_what, env) => {
    using project = createProject(files);
    const { stdout } = await project.testcar(["run"], withVariables(env));
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout).toMatch(/^ {2}… a\.case\r\n {2}✓ a\.case/m);
  });

  test("--format json gives records all the same", async () => {
    using project = createProject(files);
    const { stdout, reading } = await project.testcar(["run", "--format", "json"], onTerminal);
    expect(stdout).not.toContain(ESCAPE);
    expect(reading).toMatchObject({ verdict: "failed", completeness: "complete" });
  });

  test("diagnostics are plain lines above the tests that run, and cannot move the cursor", async () => {
    using project = createProject({
      ...files,
      "testcar.config.yaml": configuration([fixture("plugins/logs.ts")]),
    });
    const { stdout } = await project.testcar(["run", "--log-level", "debug"], onTerminal);
    const { screen } = look(stdout);
    expect(screen).toContain("testcar: error: logs: error of the plugin\n");
    expect(screen).toContain("testcar: warn: logs a.case: warn of the test\\x0ain two lines\n");
    expect(screen).not.toContain("tests done");
  });

  test("--log-level debug shows what tests print while they print it", async () => {
    using project = createProject(files);
    const { stdout } = await project.testcar(["run", "--log-level", "debug"], onTerminal);
    expect(look(stdout).screen).toContain("testcar: debug: stdout-reporter b.case: one\n");
  });

  test("Ctrl-C interrupts the run, which tells so and leaves nothing behind", async () => {
    using project = createProject({ ...files, "tests/a.case": "sleep 60\n" });
    const run = project.start(["run"], { ...onTerminal, stdin: { open: true } });
    await run.printed("0 of 2 tests done");
    run.child.stdin.write("\u0003");
    const { code, stdout } = await run.ended;
    run.child.stdin.end();
    expect(code).toBe(130);
    const { screen } = look(stdout);
    expect(screen).toMatch(/^ {2}■ a\.case/m);
    expect(screen).toContain("\ninterrupted: The run was stopped by SIGINT");
    expect(screen).toContain("1 interrupted, 1 skipped in ");
    expect(screen).not.toContain("tests done");
    // Whatever would have to be put right is never done: a process that is killed puts nothing right.
    expect(stdout).not.toMatch(/\?25l|\?1049h/);
  });

  test("a crash is told in the place of what ran", async () => {
    using project = createProject({
      ...waiting,
      "crash.js": crash,
      "testcar.config.yaml": configuration([caseRunner, "./crash.js"]),
    });
    const { code, stdout } = await project.testcar(["run"], onTerminal);
    expect(code).toBe(3);
    const { screen } = look(stdout);
    expect(screen).toMatch(/^error: .*nobody\s+catches this/ms);
    expect(screen).not.toContain("tests done");
  });

  test("Ctrl-S stops what is shown, and not the run", async () => {
    using project = createProject({
      ...waiting,
      "tests/b.case": "sleep 1\ntouch went-on\nsh wait-for-more\n",
      "tests/wait-for-more": "while ! test -e more; do sleep 0.1; done\n",
    });
    const run = project.start(["run"], { ...onTerminal, stdin: { open: true } });
    await run.printed("0 of 2 tests done");
    run.child.stdin.write("\u0013");
    writeFileSync(project.path("tests/go"), "");
    await appears(project.path("tests/went-on"));
    writeFileSync(project.path("tests/more"), "");
    run.child.stdin.write("\u0011");
    const { code, stdout } = await run.ended;
    run.child.stdin.end();
    expect(code).toBe(0);
    expect(look(stdout).screen).toContain("passed: 2 tests passed\n");
  });

  test("list, plugins and explain are for people there", async () => {
    using project = createProject(files);
    const list = await project.testcar(["list"], onTerminal);
    expect(list.stdout).toMatch(/^Tests in .*\r\n {2}a\.case +case\r\n/);
    const plugins = await project.testcar(["plugins"], onTerminal);
    expect(plugins.stdout).toMatch(/^ {2}my-runner /);
  });
});

describe("in a pipe", () => {
  test.each([
    ["text is plain lines", [], {}, false],
    ["text has colours for whoever asks", ["--color", "always"], {}, true],
    ["text has colours where FORCE_COLOR says so", [], { FORCE_COLOR: "1" }, true],
  ])("%s, and nothing moves a cursor", async (_what, args, env, isColoured) => {
    using project = createProject(files);
    const { stdout } = await project.testcar(["run", "--format", "text", ...args], { env });
    expect(stdout.includes(`${ESCAPE}[32m✓`)).toBe(isColoured);
    expect(stripVTControlCharacters(stdout)).toMatch(/^ {2}… a\.case\n {2}✓ a\.case/m);
    expect(stdout.replaceAll(new RegExp(`${ESCAPE}\\[[\\d;]*m`, "g"), "")).not.toContain(ESCAPE);
  });
});
