import { describe, expect, test } from "@jest/globals";
import { createRecordWriter, readLog, renderReading, writeReplayed } from "../src/index.ts";
import { clock, finishedData, linesOf } from "./logs.ts";

const render = (lines: readonly string[]): string => renderReading(readLog(lines.join("")));

describe("tells people", () => {
  test("the verdict, why, and how each test ended", () => {
    expect(render(linesOf("failed"))).toBe(`failed (exit code 1): The run is failed.
run run-a
2 tests: 1 passed, 1 failed, in 1.2 s, started 2026-11-22T12:00:00.000Z

  TESTCAR_EXAMPLE: It is failed.
    Look.

  STATUS  TEST       DURATION  P95    REQUESTS  REASON
  passed  smoke.yml  600 ms    33 ms  120
  failed  load.yml   600 ms    33 ms  120       TESTCAR_EXAMPLE: It is failed.

The log holds every record of the run.
`);
  });

  test("that a verdict is a stored one, told again", () => {
    const replayed = (start?: number): string =>
      render([writeReplayed({ run: "run-a", start, now: clock() }), ...linesOf("passed")]);
    expect(replayed(4)).toContain("\nA replay: the agent was started again (start 4), and tells");
    expect(replayed()).toContain("\nA replay: the agent was started again, and tells");
    expect(render(linesOf("passed"))).not.toContain("replay");
  });

  test("what is wrong with an empty log, and what to do", () => {
    expect(render([])).toBe(`unclear (exit code 8)

About the log:
  TESTCAR_LOG_EMPTY: The log is empty.
    The container has not started yet, or its log was rotated away: read the log again, or the termination message.
`);
  });

  test("how much of the log was there", () => {
    const lines = linesOf("passed");
    expect(render(lines.slice(3))).toContain("The head of the log is missing");
    expect(render(lines.toSpliced(3, 1))).toContain("Records are missing from the log");
    expect(render(lines.slice(0, 3))).toContain("Run run-a has not finished in this log.");
    expect(render([(lines[0] ?? "").slice(0, 50), "\n", ...lines])).toContain(
      "The log holds 1 damaged record.",
    );
  });

  test("what the agent left out, which policy and which plugin objected, and what a test did not measure", () => {
    const lines: string[] = [];
    const records = createRecordWriter({
      run: "r",
      write: (line) => lines.push(line),
      now: clock(),
      maxBytes: 5000,
    });
    records.testOutput({ test: "a", stream: "stdout", text: "x".repeat(2000) });
    const reason = {
      code: "TESTCAR_EXAMPLE",
      message: "m",
      policy: "no-requests",
      plugin: "artillery-runner",
    };
    records.testFinished({
      test: "a",
      runner: "b",
      status: "failed",
      exitCode: 0,
      durationMs: 59_960,
      reasons: [reason],
    });
    records.runFinished({ ...finishedData("failed", 1), reasons: [reason] });
    const text = render(lines);
    expect(text).toContain("TESTCAR_EXAMPLE: m (policy no-requests, plugin artillery-runner)");
    expect(text).toContain("The agent left out records to keep the log small: 1 test.output.");
    expect(text).toMatch(/failed {2}a {5}60\.0 s {4}- {4}- {9}TESTCAR_EXAMPLE: m\n/);
  });
});

test("nothing in a log can control the terminal, feign a line, or turn the direction of writing", () => {
  const evil = '\u001b[2J\u001b[31m\r\npassed (exit code 0)\u0007\u009b\u2028\u202e\ud800"';
  const lines: string[] = [];
  const records = createRecordWriter({
    run: evil.slice(0, 20),
    write: (line) => lines.push(line),
    now: clock(),
  });
  const reasons = [{ code: evil, message: evil, hint: evil, policy: evil, plugin: evil }];
  records.testFinished({
    test: evil,
    runner: evil,
    name: evil,
    status: "failed",
    exitCode: 1,
    durationMs: 1,
    reasons,
  });
  records.runFinished({ ...finishedData("failed", 1), reason: evil, startedAt: evil, reasons });
  const text = render(lines);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202e]/u);
  expect(text).not.toMatch(/^passed/m);
  expect(text).toContain("\\u{1b}[31m\\u{d}\\u{a}passed");
});
