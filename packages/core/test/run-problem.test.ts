import { expect, test } from "@jest/globals";
import type { TestStatus } from "@testcar/report";
import type { CandidateFile, Outcome, TestReport } from "../src/model.ts";
import { runProblem } from "../src/run-problem.ts";

const file: CandidateFile = { path: "a", absolutePath: "/a", size: 0, extension: "", text: async () => "" };

const report = (status: TestStatus, message: string): TestReport => ({
  test: { id: "a.yml", name: "a", runner: "soap", file },
  status,
  exitCode: null,
  durationMs: 1,
  reasons: [{ code: "X", message }],
});

const outcome = (verdict: Outcome["verdict"], ...messages: readonly string[]): Outcome => ({
  verdict,
  exitCode: 1,
  reason: `it ${verdict}`,
  reasons: messages.map((message) => ({ code: "X", message })),
});

test("a pass has none, and neither has a run whose tests tell it all", () => {
  expect(runProblem(outcome("passed"), [])).toBeUndefined();
  expect(runProblem(outcome("failed", "a.yml: slow"), [report("failed", "slow")])).toBeUndefined();
  expect(runProblem(outcome("interrupted", "stopped"), [report("interrupted", "stopped")])).toBeUndefined();
});

test("what went wrong beside the tests is one, also when a test failed", () => {
  expect(runProblem(outcome("error", "no token"), [])).toEqual({
    message: "no token",
    reasons: [{ code: "X", message: "no token" }],
  });
  const both = runProblem(outcome("error", "no token", "no ticket", "a.yml: slow"), [
    report("failed", "slow"),
  ]);
  expect(both?.message).toBe("no token (and 1 more)");
  expect(both?.reasons.map(({ message }) => message)).toEqual(["no token", "no ticket"]);
});

test("a run whose tests were only skipped is one, and so is one without any reason", () => {
  expect(runProblem(outcome("error", "not started"), [report("skipped", "not started")])).toEqual({
    message: "it error",
    reasons: [{ code: "X", message: "not started" }],
  });
  expect(runProblem(outcome("error"), [])?.reasons).toEqual([{ code: "TESTCAR_RUN", message: "it error" }]);
});
