import { describe, expect, it } from "@jest/globals";
import type { TestStatus } from "@testcar/report";
import fc from "fast-check";
import { pluginErrors } from "../src/errors/catalogue/plugins.ts";
import { runErrors } from "../src/errors/catalogue/run.ts";
import { TestcarError } from "../src/errors/error.ts";
import { type ErrorExitCode, exitCodes } from "../src/errors/exit-codes.ts";
import type { CandidateFile, TestReport } from "../src/model.ts";
import type { StopReason } from "../src/stop.ts";
import { countTests, judge, withReporterFailures } from "../src/verdict.ts";

const file: CandidateFile = { path: "a", absolutePath: "/a", size: 0, extension: "", text: async () => "" };

const report = (status: TestStatus, id: string = status, because = `${id} is ${status}`): TestReport => ({
  test: { id, name: id, runner: "soap", file },
  status,
  exitCode: status === "passed" ? 0 : 1,
  durationMs: 1,
  reasons: status === "passed" || because === "" ? [] : [{ code: "X", message: because }],
});

const problem = (exitCode: ErrorExitCode, message = `problem ${exitCode}`): TestcarError =>
  new TestcarError({ code: `TESTCAR_X_${exitCode}`, message, hint: "Mend it.", exitCode });

const sigint: StopReason = { kind: "signal", signal: "SIGINT" };
const timeUp: StopReason = { kind: "timeout", what: "The run", seconds: 60, option: "--timeout" };
const crash: StopReason = { kind: "crash", reason: "oh no" };

const verdictOf = (
  tests: readonly TestReport[],
  {
    problems = [],
    stop,
    allowEmpty = false,
  }: { problems?: readonly TestcarError[]; stop?: StopReason; allowEmpty?: boolean } = {},
) => judge({ tests, problems, stop, allowEmpty });

describe("the verdict", () => {
  const table: readonly (readonly [string, ReturnType<typeof verdictOf>, string, number, string])[] = [
    [
      "all tests passed",
      verdictOf([report("passed", "a"), report("passed", "b")]),
      "passed",
      0,
      "2 tests passed",
    ],
    ["one passed", verdictOf([report("passed")]), "passed", 0, "1 test passed"],
    [
      "one failed",
      verdictOf([report("passed"), report("failed", "b.yml")]),
      "failed",
      1,
      "1 of 2 tests failed: b.yml: b.yml is failed",
    ],
    [
      "one failed without saying why",
      verdictOf([report("failed", "b.yml", "")]),
      "failed",
      1,
      "1 of 1 test failed",
    ],
    [
      "one timed out",
      verdictOf([report("passed"), report("timed-out", "b")]),
      "timed-out",
      124,
      "1 of 2 tests timed out: b: b is timed-out",
    ],
    [
      "one could not be run",
      verdictOf([report("passed"), report("error", "b")]),
      "error",
      6,
      "1 of 2 tests could not be run: b: b is error",
    ],
    [
      "one was interrupted while nobody stopped the run",
      verdictOf([report("interrupted", "b")]),
      "error",
      6,
      "1 of 1 test interrupted: b: b is interrupted",
    ],
    [
      "one was never started",
      verdictOf([report("passed"), report("skipped")]),
      "error",
      6,
      "1 test not started",
    ],
    [
      "one was never started and nobody knows why",
      verdictOf([report("passed"), report("skipped", "b", "")]),
      "error",
      6,
      "1 test not started",
    ],
    [
      "of failed, timed out and broken, failed says most",
      verdictOf([report("error"), report("timed-out"), report("failed")]),
      "failed",
      1,
      "1 of 3 tests failed: failed: failed is failed",
    ],
    ["there are no tests", verdictOf([]), "error", 5, "No tests in the suite: it has no files"],
    [
      "there are no tests, which is allowed",
      verdictOf([], { allowEmpty: true }),
      "passed",
      0,
      "there are no tests, and that is allowed",
    ],
    ["the configuration is wrong", verdictOf([], { problems: [problem(2)] }), "error", 2, "problem 2"],
    ["a plugin is broken", verdictOf([], { problems: [problem(3)] }), "error", 3, "problem 3"],
    ["preflight failed", verdictOf([], { problems: [problem(4)] }), "error", 4, "problem 4"],
    [
      "several things are wrong: the earliest stage's code",
      verdictOf([], { problems: [problem(4), problem(2), problem(3)] }),
      "error",
      2,
      "problem 4 (and 2 more problems)",
    ],
    [
      "a problem although no test is allowed",
      verdictOf([], { problems: [problem(4)], allowEmpty: true }),
      "error",
      4,
      "problem 4",
    ],
    [
      "a problem beside tests that passed",
      verdictOf([report("passed")], { problems: [problem(6)] }),
      "error",
      6,
      "problem 6; 1 of 1 test passed",
    ],
    [
      "a problem beside a test that failed",
      verdictOf([report("failed", "b")], { problems: [problem(3)] }),
      "failed",
      1,
      "1 of 1 test failed: b: b is failed",
    ],
    [
      "a plugin's problem claims another verdict's exit code",
      verdictOf([], { problems: [problem(exitCodes.failed)] }),
      "error",
      6,
      "problem 1",
    ],
    [
      "a plugin's problem says that time was up",
      verdictOf([], { problems: [problem(exitCodes.timedOut)] }),
      "error",
      6,
      "problem 124",
    ],
    [
      "the run was stopped",
      verdictOf([report("passed")], { stop: sigint }),
      "interrupted",
      130,
      "The run was stopped by SIGINT",
    ],
    [
      "the run was stopped after a failure",
      verdictOf([report("failed")], { stop: { kind: "signal", signal: "SIGTERM" } }),
      "interrupted",
      143,
      "The run was stopped by SIGTERM",
    ],
    [
      "the run was stopped before any test",
      verdictOf([], { stop: { kind: "signal", signal: "SIGHUP" }, allowEmpty: true }),
      "interrupted",
      129,
      "The run was stopped by SIGHUP",
    ],
    [
      "the run's time was up",
      verdictOf([report("passed")], { stop: timeUp }),
      "timed-out",
      124,
      "The run took longer than 60 s",
    ],
    [
      "the run's time was up after a failure",
      verdictOf([report("failed", "b")], { stop: timeUp }),
      "failed",
      1,
      "1 of 1 test failed: b: b is failed",
    ],
    [
      "a plugin brought the process down",
      verdictOf([report("passed")], { stop: crash }),
      "error",
      3,
      "Something that a plugin left to itself ended the run: oh no",
    ],
  ];

  it.each(table)("when %s", (_when, outcome, verdict, exitCode, reason) => {
    expect([outcome.verdict, outcome.exitCode, outcome.reason]).toEqual([verdict, exitCode, reason]);
    if (verdict === "passed") expect(outcome.reasons).toEqual([]);
  });

  it("after a failure says as well that the time was up, and what else was wrong", () => {
    const { reasons } = verdictOf([report("failed", "b")], { stop: timeUp, problems: [problem(3)] });
    expect(reasons.map(({ message }) => message)).toEqual([
      "b: b is failed",
      "The run took longer than 60 s",
      "problem 3",
    ]);
  });

  const status = fc.constantFrom<TestStatus>(
    "passed",
    "passed",
    "failed",
    "error",
    "timed-out",
    "interrupted",
    "skipped",
  );
  const tests = fc.array(
    fc.tuple(status, fc.boolean()).map(([word, explained]) => report(word, word, explained ? "because" : "")),
    { maxLength: 5 },
  );
  const problems = fc.array(
    fc
      .constantFrom(...Object.values(exitCodes))
      .filter((code) => code !== 0)
      .map((code) => problem(code)),
    { maxLength: 2 },
  );
  const stop = fc.constantFrom(undefined, undefined, undefined, sigint, timeUp, crash);
  const findings = fc.record({ tests, problems, stop, allowEmpty: fc.boolean() });
  const required = fc.array(fc.constant(runErrors.REPORTER_FAILED({ plugin: "x", reason: "full" })), {
    maxLength: 2,
  });

  it("is passed only when every test passed and one ran, or none had to, and nothing else was wrong", () => {
    fc.assert(
      fc.property(findings, required, (all, failures) => {
        const { verdict } = withReporterFailures(judge(all), failures);
        const isProved =
          all.tests.every((test) => test.status === "passed") &&
          (all.tests.length > 0 || all.allowEmpty) &&
          all.problems.length === 0 &&
          all.stop === undefined &&
          failures.length === 0;
        expect(verdict === "passed").toBe(isProved);
      }),
      { numRuns: 2000 },
    );
  });

  it("goes with the exit codes of its row, and 0 with passed alone", () => {
    const codes: Readonly<Record<string, readonly number[]>> = {
      passed: [0],
      failed: [1],
      error: [2, 3, 4, 5, 6, 7],
      "timed-out": [124],
      interrupted: [129, 130, 143],
    };
    fc.assert(
      fc.property(findings, required, (all, failures) => {
        const { verdict, exitCode } = withReporterFailures(judge(all), failures);
        expect(codes[verdict]).toContain(exitCode);
      }),
      { numRuns: 2000 },
    );
  });

  it("always has a sentence", () => {
    fc.assert(fc.property(findings, (all) => expect(judge(all).reason).toMatch(/\S/)));
  });
});

describe("a required reporter that failed", () => {
  const failure = runErrors.REPORTER_FAILED({ plugin: "junit", reason: "no space left on device" });

  it("turns a pass into an error", () => {
    expect(withReporterFailures(verdictOf([report("passed")]), [failure])).toMatchObject({
      verdict: "error",
      exitCode: 7,
      reason: "The reporter junit failed: no space left on device; 1 test passed",
      reasons: [{ code: "TESTCAR_RUN_REPORTER_FAILED", hint: expect.any(String) }],
    });
  });

  it("leaves every other verdict as it is, and is told beside it", () => {
    const failed = verdictOf([report("failed", "b")]);
    const outcome = withReporterFailures(failed, [failure]);
    expect(outcome).toEqual({ ...failed, reasons: [...failed.reasons, failure.toReason()] });
  });

  it("is no matter when there is none", () => {
    const passed = verdictOf([report("passed")]);
    expect(withReporterFailures(passed, [])).toBe(passed);
  });
});

it("counts tests so that the total is the sum of the others", () => {
  const all = ["passed", "passed", "failed", "error", "timed-out", "interrupted", "skipped"] as const;
  const { total, ...counts } = countTests(all.map((status) => report(status)));
  expect(counts).toEqual({ passed: 2, failed: 1, error: 1, "timed-out": 1, interrupted: 1, skipped: 1 });
  expect(total).toBe(7);
});

it("tells a crash by its own code", () => {
  expect(verdictOf([], { stop: crash }).reasons[0]?.code).toBe(pluginErrors.CRASHED.code);
});
