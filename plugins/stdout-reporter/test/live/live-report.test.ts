import { describe, expect, it } from "@jest/globals";
import type { Plugin } from "@testcar/core";
import { type Behaviour, fail, pass, runSuite, type Setting } from "../runs.ts";
import { TerminalDouble } from "../terminal-double.ts";

/** Runs a suite at a terminal. */
async function watch(
  terminal: TerminalDouble,
  behaviours: Readonly<Record<string, Behaviour>>,
  { isColoured = false, ...setting }: Partial<Setting> & { readonly isColoured?: boolean } = {},
) {
  let above: ((text: string) => void) | undefined;
  const divert = (to: typeof above): void => {
    above = to;
  };
  const { outcome } = await runSuite(behaviours, {
    format: "text",
    stdout: terminal,
    terminal: { isColoured, isLive: true, divert },
    ...setting,
  });
  expect(above).toBeUndefined();
  expect(terminal.listenerCount("resize")).toBe(0);
  const screen = terminal.screen().replace(/\/\S*\/testcar-[0-9a-f]{8}-\w+/, "/tmp/testcar-RUN");
  return { outcome, screen };
}

const explained = "the service answered 503 to each of the 12 requests of the warm up, and to no other one";

const loud: Behaviour = ({ print, progress }) => {
  for (let line = 1; line <= 12; line += 1) print(`line ${line} ${"word ".repeat(line === 12 ? 20 : 0)}`);
  progress({ phase: "warm up", secondsDone: 3, secondsTotal: 30 });
  const reasons = [{ code: "X_ANSWERS", message: explained, hint: "Look at the log of the service." }];
  return { status: "failed", exitCode: 1, reasons, metrics: { requests: 12, errors: 12 } };
};

describe("at a terminal, people see", () => {
  it("what runs and how far it is, and then what became of it", async () => {
    const terminal = new TerminalDouble(80);
    const measured: Behaviour = async ({ progress }) => {
      await terminal.shows("  … load.yml");
      await terminal.shows("  0 of 2 tests done  0 s");
      progress({ phase: "warm up", secondsDone: 3, secondsTotal: 30, requests: 7, errors: 1 });
      await terminal.shows("    ━━──────────────────  3 of 30 s  7 requests  1 error  warm up");
      const warnings = [{ code: "X_SLOW", message: "The first request was slow" }];
      return { status: "passed", exitCode: 0, reasons: [], metrics: { requests: 1200 }, warnings };
    };
    const second: Behaviour = async (context, test) => {
      await terminal.shows("  1 of 2 tests done  1 passed  0 s");
      return pass(context, test);
    };
    const { screen } = await watch(
      terminal,
      { "load.yml": measured, "smoke.yml": second },
      { flags: { target: "http://127.0.0.1:8080" } },
    );
    expect(screen).toMatchInlineSnapshot(`
"testcar 9.9.9: 2 tests, target http://127.0.0.1:8080

  ✓ load.yml              0 ms  1200 requests
      The first request was slow (X_SLOW)
  ✓ smoke.yml             0 ms

passed: 2 tests passed
2 passed in 0 ms, exit code 0
"
`);
    expect(terminal.widest).toBeLessThan(80);
    expect(terminal.styles).toBe(0);
  });

  it("what failed and why, with the last of what it printed, below everything else", async () => {
    const terminal = new TerminalDouble(80);
    const { screen } = await watch(
      terminal,
      { "a.yml": pass, "b.yml": loud, "c.yml": pass },
      { flags: { failFast: true } },
    );
    expect(screen).toMatchInlineSnapshot(`
"testcar 9.9.9: 3 tests

  ✓ a.yml                 0 ms
  ✗ b.yml                 0 ms  12 requests  12 errors
      the service answered 503 to each of the 12 requests of the warm up, and …
  - c.yml            Not started: b.yml did not pass (--fail-fast)

Not passed:

  ✗ b.yml                 0 ms  12 requests  12 errors
      the service answered 503 to each of the 12 requests of the warm up, and
      to no other one (X_ANSWERS)
      → Look at the log of the service.
      | line 3
      | line 4
      | line 5
      | line 6
      | line 7
      | line 8
      | line 9
      | line 10
      | line 11
      | line 12 word word word word word word word word word word word word
      | word word word word word word word word

failed: 1 of 3 tests failed
1 passed, 1 failed, 1 skipped in 0 ms, exit code 1
What the tests printed: /tmp/testcar-RUN/output
"
`);
    expect(terminal.widest).toBeLessThan(80);
  });

  it("a lone test that failed once, not twice", async () => {
    const { screen } = await watch(new TerminalDouble(80), { "b.yml": fail });
    expect(screen).toMatchInlineSnapshot(`
"testcar 9.9.9: 1 test

  ✗ b.yml                 0 ms
      p95 is 800 ms, above 200 ms (X_THRESHOLD)
      → Look at the slow endpoint.

failed: 1 of 1 test failed
1 failed in 0 ms, exit code 1
What the tests printed: /tmp/testcar-RUN/output
"
`);
  });

  it("of a stop what ran, and what it was about to do, once; and how many tests never started", async () => {
    const controller = new AbortController();
    const stop: Behaviour = ({ print }) => {
      print("waiting for the queue");
      controller.abort({ kind: "signal", signal: "SIGINT" });
      return { status: "passed", exitCode: 0, reasons: [] };
    };
    const { screen } = await watch(
      new TerminalDouble(80),
      { "a.yml": stop, "b.yml": pass, "c.yml": pass },
      { request: { signal: controller.signal } },
    );
    expect(screen).toMatchInlineSnapshot(`
"testcar 9.9.9: 3 tests

  ■ a.yml                 0 ms
  - 2 tests          Not started: the run was stopped

Not passed:

  ■ a.yml                 0 ms
      | waiting for the queue

interrupted: The run was stopped by SIGINT (TESTCAR_RUN_STOPPED)
1 interrupted, 2 skipped in 0 ms, exit code 130
What the tests printed: /tmp/testcar-RUN/output
"
`);
  });

  it("what is wrong with the configuration, and what to do", async () => {
    const config = "concurency: 2\nplugins: [artilery-runner]\n";
    const { screen } = await watch(new TerminalDouble(80), { "a.yml": pass }, { config });
    expect(screen).toMatchInlineSnapshot(`
"
error: testcar.config.yaml: concurency: unknown key (and 1 more problem)
      testcar.config.yaml: concurency: unknown key (TESTCAR_CONFIG_INVALID)
      → Did you mean concurrency?
      testcar.config.yaml: plugins[0]: there is no plugin artilery-runner
      (looked for @testcar/plugin-artilery-runner,
      testcar-plugin-artilery-runner) (TESTCAR_PLUGIN_NOT_FOUND)
      → Did you mean artillery-runner? Otherwise: npm install --save-dev
        @testcar/plugin-artilery-runner
no tests in 0 ms, exit code 2
"
`);
  });

  it.each([40, 200])("the same at %i columns, as long as their lines", async (columns) => {
    const terminal = new TerminalDouble(columns);
    const id = "orders/what-a-customer-does-on-a-busy-monday-morning-안녕하세요.yml";
    const seen: Behaviour = async (context, test) => {
      await terminal.shows(columns === 40 ? "  … orders/" : `  … ${id}`);
      expect(terminal.widest).toBeLessThan(columns);
      return loud(context, test);
    };
    const { screen } = await watch(terminal, { [id]: seen });
    // What is there to be copied stays whole, and is the terminal's to take apart.
    const [lines = ""] = screen.split("What the tests printed");
    expect(Math.max(...lines.split("\n").map((line) => line.length))).toBeLessThan(columns);
    expect(screen.replaceAll(/\s+/g, " ")).toContain(`${explained} (X_ANSWERS)`);
    expect(screen).toMatch(/^failed: 1 of 1 test failed$/m);
  });

  it("lines of the new width after the terminal was resized", async () => {
    const terminal = new TerminalDouble(80);
    const resized: Behaviour = async (context, test) => {
      await terminal.shows("  … a.yml");
      terminal.resize(30);
      terminal.widest = 0;
      context.progress({ requests: 7, phase: "a phase with a rather long name" });
      await terminal.shows("    7 requests  a phase with…");
      return pass(context, test);
    };
    await watch(terminal, { "a.yml": resized });
    expect(terminal.widest).toBeLessThan(30);
  });

  it("other lines for the same terminal above the tests that run", async () => {
    const terminal = new TerminalDouble(80);
    let above: ((text: string) => void) | undefined;
    const logs: Behaviour = async (context, test) => {
      await terminal.shows("  … a.yml");
      above?.("testcar: warn: something\n");
      await terminal.shows("testcar: warn: something\n  … a.yml");
      return pass(context, test);
    };
    const divert = (to: typeof above): void => {
      above = to;
    };
    await watch(terminal, { "a.yml": logs }, { terminal: { isColoured: false, isLive: true, divert } });
    expect(terminal.screen()).toContain("testcar: warn: something\n  ✓ a.yml");
  });

  it("colours when they want them", async () => {
    const terminal = new TerminalDouble(80);
    const { screen } = await watch(terminal, { a: pass, b: fail }, { isColoured: true });
    expect(terminal.styles).toBeGreaterThan(0);
    expect(terminal.widest).toBeLessThan(80);
    expect(screen).toContain("failed: 1 of 2 tests failed\n");
  });

  it("nothing that a test prints or is called move the cursor", async () => {
    const terminal = new TerminalDouble(80);
    const hostile: Behaviour = async (context) => {
      context.print("\u001b[2J\u001b[5A\rpassed: all fine\u009b\u202e\u2028");
      context.progress({ phase: "\u001b[2J\n\nphase" });
      await terminal.shows("    \\u{1b}[2J\\u{a}\\u{a}phase");
      const reasons = [{ code: "X", message: "a\n\u001b[32mpassed\u001b[0m", hint: "b\rc" }];
      return { status: "failed", exitCode: 1, reasons };
    };
    const { screen } = await watch(terminal, { "a\u001b[1mb\n.yml": hostile });
    expect(screen).not.toMatch(/^\s*passed/m);
    expect(terminal.styles).toBe(0);
  });
});

describe("a run does not wait for its terminal", () => {
  it("while it is stopped; all is told when it goes on", async () => {
    const terminal = new TerminalDouble(80);
    const stops: Behaviour = async (context, test) => {
      await terminal.shows("  … a.yml");
      terminal.isStopped = true;
      return pass(context, test);
    };
    const goesOn: Behaviour = async (context, test) => fail(context, test);
    const resumes: Plugin = {
      name: "resumes",
      apiVersion: 1,
      apply: ({ hooks }) => hooks.report.tap("resumes", () => terminal.resume()),
    };
    const { outcome, screen } = await watch(
      terminal,
      { "a.yml": stops, "b.yml": goesOn },
      { plugins: [resumes] },
    );
    expect(outcome.verdict).toBe("failed");
    expect(screen).toMatch(/^ {2}✓ a\.yml +0 ms\n {2}✗ b\.yml/m);
  });
});
