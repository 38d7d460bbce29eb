import type { CandidateFile, Test, TestResult } from "../../src/model.ts";

/** A result without fault. */
export const passed: TestResult = { status: "passed", exitCode: 0, reasons: [] };

/** A result that speaks against its test. */
export const failed: TestResult = {
  status: "failed",
  exitCode: 1,
  reasons: [{ code: "X_FAILED", message: "no" }],
};

/** A test of a file that nobody reads. */
export function testOf(id: string, runner = "soap"): Test {
  const file: CandidateFile = {
    path: id,
    absolutePath: `/srv/${id}`,
    size: 0,
    extension: "",
    text: async () => "",
  };
  return { id, name: id, runner, file };
}
