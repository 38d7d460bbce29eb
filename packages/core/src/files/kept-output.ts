import { reasonOf } from "../errors/reason.ts";
import type { TestReport } from "../model.ts";
import { readEnds } from "./read-ends.ts";

/** What is shown of one test's output, in bytes: its end says most. */
const ENDS = { head: 8 * 1024, tail: 24 * 1024 };

/** Bytes of output in one report: GitLab takes no report above 30 MB, and escaping can make five of one. */
const BUDGET = 4 * 1024 * 1024;

/**
 * For reporters: gives the head and the tail of what a test printed, in at most 32 KiB, as long as the report has room. What a
 * test printed that passed is not kept; it is undefined then. The text is masked, as the file is.
 *
 * @param budget - Bytes that the outputs of all tests may take together.
 * @example
 * ```ts
 * const outputOf = openKeptOutputs();
 * for (const report of run.tests) print(await outputOf(report));
 * ```
 */
export function openKeptOutputs(
  budget: number = BUDGET,
): (report: Pick<TestReport, "output">) => Promise<string | undefined> {
  let left = budget;
  return async ({ output }) => {
    if (output?.file === undefined || output.bytes === 0) return undefined;
    if (left <= 0) return `[${output.bytes} bytes are left out here: see ${output.file}]\n`;
    try {
      const shown = await readEnds(output.file, ENDS);
      left -= Buffer.byteLength(shown);
      return shown;
    } catch (error) {
      return `[${output.file} cannot be read: ${reasonOf(error)}]\n`;
    }
  };
}
