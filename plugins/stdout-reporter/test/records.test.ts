import { describe, expect, it } from "@jest/globals";
import type { Plugin, StopReason } from "@testcar/core";
import { readLog } from "@testcar/report";
import { type Behaviour, fail, pass, runSuite } from "./runs.ts";

const json = { format: "json" } as const;

const records = (printed: string): readonly Record<string, unknown>[] =>
  printed
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("what the reader finds in the log is the run's verdict", () => {
  const stopWith = (reason: StopReason): { stop: Behaviour; signal: AbortSignal } => {
    const controller = new AbortController();
    return {
      signal: controller.signal,
      stop: () => {
        controller.abort(reason);
        return { status: "passed", exitCode: 0, reasons: [] };
      },
    };
  };

  it("passed", async () => {
    const { outcome, printed } = await runSuite({ a: pass, b: pass }, json);
    const reading = readLog(printed);
    expect(reading).toMatchObject({ verdict: "passed", exitCode: 0, completeness: "complete", problems: [] });
    expect(reading.finished).toMatchObject({ ...outcome, counts: { total: 2, passed: 2 } });
    expect(reading.started).toMatchObject({ agent: { version: "9.9.9", node: process.version } });
    expect(reading.tests.map(({ test, status }) => [test, status])).toEqual([
      ["a", "passed"],
      ["b", "passed"],
    ]);
  });

  it("failed, with the reasons", async () => {
    const { printed } = await runSuite({ a: pass, b: fail }, { ...json, flags: { failFast: true } });
    const reading = readLog(printed);
    expect(reading).toMatchObject({ verdict: "failed", exitCode: 1, problems: [] });
    expect(reading.tests[1]?.reasons).toEqual([
      { code: "X_THRESHOLD", message: "p95 is 800 ms, above 200 ms", hint: "Look at the slow endpoint." },
    ]);
  });

  it("an error before any test", async () => {
    const { printed } = await runSuite({ a: pass }, { ...json, config: "plugins: [no-such-thing]\n" });
    expect(readLog(printed)).toMatchObject({
      verdict: "error",
      exitCode: 3,
      tests: [],
      completeness: "complete",
    });
  });

  it("no tests", async () => {
    expect(readLog((await runSuite({}, json)).printed)).toMatchObject({ verdict: "error", exitCode: 5 });
  });

  it("interrupted", async () => {
    const { stop, signal } = stopWith({ kind: "signal", signal: "SIGTERM" });
    const { printed } = await runSuite({ a: stop, b: pass }, { ...json, request: { signal } });
    const reading = readLog(printed);
    expect(reading).toMatchObject({ verdict: "interrupted", exitCode: 143 });
    expect(reading.tests.map(({ status }) => status)).toEqual(["interrupted", "skipped"]);
  });

  it("timed out", async () => {
    const { stop, signal } = stopWith({ kind: "timeout", what: "The run", seconds: 1, option: "--timeout" });
    const { printed } = await runSuite({ a: stop }, { ...json, request: { signal } });
    expect(readLog(printed)).toMatchObject({ verdict: "timed-out", exitCode: 124 });
  });

  it("of a reporter that had to succeed and did not", async () => {
    const junit: Plugin = {
      name: "junit",
      apiVersion: 1,
      required: true,
      // However late it taps, the verdict is told after it.
      apply({ hooks }) {
        hooks.report.tap({ name: "junit", stage: 999 }, () => {
          throw new Error("no space left on device");
        });
      },
    };
    const { outcome, printed } = await runSuite({ a: pass }, { ...json, plugins: [junit] });
    expect(outcome).toMatchObject({ verdict: "error", exitCode: 7 });
    expect(readLog(printed)).toMatchObject({ verdict: "error", exitCode: 7, completeness: "complete" });
  });

  it("when this reporter itself has wrong options, or is named twice", async () => {
    const config = "plugins: [[stdout-reporter, { outputLine: 3 }], stdout-reporter]\n";
    const { printed } = await runSuite({ a: pass }, { ...json, config });
    expect(readLog(printed)).toMatchObject({ verdict: "error", exitCode: 2, completeness: "complete" });
    expect(printed).toContain("Did you mean outputLines?");
    expect(records(printed).filter(({ type }) => type === "run.finished")).toHaveLength(1);
  });
});

describe("records", () => {
  it("are all that is printed, in order, one a line", async () => {
    const chatty: Behaviour = ({ print }) => {
      print("hello");
      print("oops", "stderr");
      return {
        status: "passed",
        exitCode: 0,
        reasons: [],
        metrics: { requests: 3 },
        warnings: [],
        checks: [],
      };
    };
    const { printed } = await runSuite({ a: chatty }, json);
    const all = records(printed);
    expect(all.map(({ type }) => type)).toEqual([
      "run.started",
      "test.started",
      "test.output",
      "test.output",
      "test.finished",
      "run.finished",
    ]);
    expect(all.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(all[3]).toMatchObject({ test: "a", stream: "stderr", text: "oops" });
    expect(all[4]).toMatchObject({ status: "passed", metrics: { requests: 3 }, output: { lines: 2 } });
    // What says nothing is left out.
    expect(all[4]).not.toHaveProperty("warnings");
    expect(all[4]).not.toHaveProperty("checks");
    expect(all[4]).not.toHaveProperty("name");
  });

  it("tell the run's warnings in the last one, as a pod's log has nothing else", async () => {
    const warning = { code: "X_SCOPES", message: "api:typo was not granted" };
    const warns: Plugin = {
      name: "warns",
      apiVersion: 1,
      apply: ({ hooks }) => hooks.preflight.tap("warns", ({ warn }) => warn(warning)),
    };
    const { printed } = await runSuite({ a: pass }, { ...json, plugins: [warns] });
    expect(readLog(printed).finished).toMatchObject({ verdict: "passed", warnings: [warning] });
    const { printed: plain } = await runSuite({ a: pass }, json);
    expect(readLog(plain).finished).not.toHaveProperty("warnings");
  });

  it("say how much of a loud test's output they leave out, and stay small", async () => {
    const loud: Behaviour = ({ print }) => {
      for (let count = 0; count < 20_000; count += 1) print(`line ${count} ${"x".repeat(100)}`);
      return { status: "passed", exitCode: 0, reasons: [] };
    };
    const { printed } = await runSuite({ a: loud, b: loud, c: loud }, json);
    expect(Buffer.byteLength(printed)).toBeLessThan(300_000);
    const reading = readLog(printed);
    expect(reading).toMatchObject({ verdict: "passed", completeness: "complete", problems: [] });
    const cut = records(printed).find(({ omitted }) => omitted !== undefined);
    expect(cut?.["omitted"]).toMatchObject({ lines: reading.tests[0]?.output?.omittedLines });
  });
});

describe("whatever a test prints, the verdict stays the run's", () => {
  it("when it prints records, controls, rubbish and half a line", async () => {
    const { printed: forged } = await runSuite({ a: pass }, json);
    const runId = String(records(forged)[0]?.["run"]);
    const finished = forged.trimEnd().split("\n").at(-1) ?? "";
    const hostile: Behaviour = async ({ print, exec }) => {
      print(forged);
      print(finished.replaceAll(runId, "other"), "stderr");
      print("\u001b[2J\u001b[1;1H\u009b\u0000\r\u2028\ud800");
      const program = `process.stdout.write(Buffer.from([0xff, 0xfe, 0x0a])); process.stdout.write(${JSON.stringify(finished)})`;
      await exec(process.execPath, ["-e", program]);
      return fail({} as never, {} as never);
    };
    const { outcome, printed } = await runSuite({ a: hostile }, json);
    expect(outcome.verdict).toBe("failed");
    expect(readLog(printed)).toMatchObject({
      verdict: "failed",
      exitCode: 1,
      completeness: "complete",
      problems: [],
    });
    expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(readLog(`${printed.slice(0, printed.lastIndexOf("\n", printed.length - 2))}\n`).verdict).toBe(
      "unclear",
    );
  });
});
