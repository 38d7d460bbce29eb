/** The one-word outcome of a run; `passed` is the only good one. */
export type Verdict = "passed" | "failed" | "error" | "timed-out" | "interrupted";

/** What became of one test. `skipped` tests were found but never started. */
export type TestStatus = Verdict | "skipped";

/** Every verdict, the good one first, then from the clearest to the least clear. */
export const verdicts: readonly Verdict[] = ["passed", "failed", "error", "timed-out", "interrupted"];

/** Tells whether a value read from outside is a verdict. */
export const isVerdict = (value: unknown): value is Verdict =>
  typeof value === "string" && (verdicts as readonly string[]).includes(value);
