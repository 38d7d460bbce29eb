// What reporters get, for the tests of reporters.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestStatus } from "@testcar/report";
import type { CandidateFile, Outcome, RunReport, TestReport } from "../src/model.ts";
import { countTests } from "../src/verdict.ts";
import { folder } from "./folders.ts";

/** A file with what a test printed. */
export function printed(content: string): NonNullable<TestReport["output"]> {
  const file = join(folder(), "0001-a.yml.log");
  writeFileSync(file, content);
  return { bytes: Buffer.byteLength(content), lines: 1, omittedLines: 0, file };
}

const file: CandidateFile = { path: "a", absolutePath: "/a", size: 0, extension: "", text: async () => "" };

/** What became of one test. */
export const testReport = (
  status: TestStatus,
  id: string,
  rest: Partial<TestReport> & { readonly name?: string } = {},
): TestReport => {
  const { name = id, ...report } = rest;
  return {
    test: { id, name, runner: "soap", file },
    status,
    exitCode: status === "passed" ? 0 : 1,
    durationMs: 1234,
    reasons:
      status === "passed" ? [] : [{ code: `X_${status.toUpperCase()}`, message: `${id} is ${status}` }],
    ...report,
  };
};

/** A whole run of these tests. */
export const runReport = (
  tests: readonly TestReport[],
  outcome: Partial<Outcome> = {},
  rest: Partial<RunReport> = {},
): RunReport => ({
  verdict: "passed",
  exitCode: 0,
  reason: "all is well",
  reasons: [],
  ...outcome,
  runId: "c125fddb-4aa7-4fc9-9ee0-7ff04132fa7e",
  startedAt: "2026-11-22T12:00:00.000Z",
  durationMs: 5678,
  counts: countTests(tests),
  tests,
  ignored: [],
  warnings: [],
  stages: [],
  plugins: [],
  ...rest,
});
