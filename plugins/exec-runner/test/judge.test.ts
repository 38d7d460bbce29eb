import { describe, expect, test } from "@jest/globals";
import { type Evidence, judge, type Rules } from "../src/judge.ts";
import type { Case } from "../src/report/cases.ts";

const rules: Rules = { name: "pytest", program: "pytest", failed: [1], policies: {}, timeout: undefined };

const passed: Case = { name: "a", status: "passed" };
const failed: Case = { name: "b", status: "failed", detail: "1 == 2" };
const skipped: Case = { name: "c", status: "skipped" };

const read = (...cases: readonly Case[]) => ({ path: "junit.xml", cases, others: [] });
const missing = { path: "junit.xml", unusable: "no such file or directory" };

const ended = (exitCode: number | null, report?: Evidence["report"], exit: object = {}): Evidence => ({
  exit: { exitCode, aborted: false, durationMs: 1, ...exit },
  isLate: false,
  report,
  lastLine: "the last line",
});

const codes = (result: ReturnType<typeof judge>) => result.reasons.map(({ code }) => code);

describe("exit code 0", () => {
  test("passes without a report, and with one that has nothing against it", () => {
    expect(judge(ended(0), rules)).toEqual({ status: "passed", exitCode: 0, reasons: [] });
    expect(judge(ended(0, read(passed, skipped)), rules)).toMatchObject({
      status: "passed",
      checks: [{ name: "a", status: "passed" }],
      metrics: { counters: { cases: 2, passed: 1, failed: 0, skipped: 1 } },
    });
  });

  test.each([
    ["reported-failures", "TESTCAR_EXEC_CASES_FAILED", read(passed, failed)],
    ["nothing-ran", "TESTCAR_EXEC_NOTHING_RAN", read()],
    ["nothing-ran", "TESTCAR_EXEC_NOTHING_RAN", read(skipped)],
    ["no-report", "TESTCAR_EXEC_NO_REPORT", missing],
  ] as const)("is a failure by the policy %s, and a warning without it", (policy, code, report) => {
    const strict = judge(ended(0, report), rules);
    expect(strict).toMatchObject({ status: "failed", exitCode: 0, reasons: [{ code, policy }] });
    const lenient = judge(ended(0, report), { ...rules, policies: { [policy]: false } });
    expect(lenient).toMatchObject({ status: "passed", reasons: [], warnings: [{ code }] });
  });
});

describe("another exit code", () => {
  test.each([undefined, read(passed), read(), missing])(
    "never passes, whatever the report says",
    (report) => {
      const policies = { "reported-failures": false, "nothing-ran": false, "no-report": false };
      for (const exitCode of [1, 2, 127, 137, 255, null])
        expect(judge(ended(exitCode, report), { ...rules, policies }).status).not.toBe("passed");
    },
  );

  test("that means a failure is one, with the cases or the last line", () => {
    expect(judge(ended(1, read(passed, failed)), rules).reasons).toMatchObject([
      { code: "TESTCAR_EXEC_CASES_FAILED", message: "1 of 2 cases failed: b (1 == 2)" },
    ]);
    expect(judge(ended(1), rules).reasons).toMatchObject([
      { code: "TESTCAR_EXEC_FAILED", message: "pytest ended with exit code 1: the last line" },
    ]);
    expect(judge(ended(22), { ...rules, failed: [22] }).status).toBe("failed");
  });

  test("that means nothing known is an error, and the report may explain it", () => {
    expect(judge(ended(4), rules)).toMatchObject({ status: "error", exitCode: 4 });
    expect(codes(judge(ended(5, read()), rules))).toEqual([
      "TESTCAR_EXEC_NOTHING_RAN",
      "TESTCAR_EXEC_UNEXPECTED_EXIT",
    ]);
  });

  test("keeps its verdict when the report is missing, which is a warning", () => {
    const result = judge(ended(1, missing), rules);
    expect(result).toMatchObject({ status: "failed", warnings: [{ code: "TESTCAR_EXEC_NO_REPORT" }] });
    expect(codes(result)).toEqual(["TESTCAR_EXEC_FAILED"]);
  });
});

test("a signal is an error", () => {
  const result = judge(ended(null, undefined, { signal: "SIGSEGV" }), rules);
  expect(result).toMatchObject({ status: "error", exitCode: null });
  expect(result.reasons[0]?.message).toBe("pytest was ended by SIGSEGV");
});

test("who was too late or stopped is not passed, even when it exits with 0", () => {
  const aborted = ended(0, read(passed), { aborted: true });
  expect(judge(aborted, rules)).toMatchObject({ status: "interrupted", partial: true });
  expect(judge({ ...aborted, isLate: true }, { ...rules, timeout: 1500 })).toMatchObject({
    status: "timed-out",
    reasons: [{ message: "The command pytest took longer than 1.5 s" }],
  });
});
