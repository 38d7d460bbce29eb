import type { Reason } from "@testcar/report";
import type { Outcome, TestReport } from "./model.ts";

/** What keeps a run from passing beside its tests. */
export interface RunProblem {
  /** In a line. */
  readonly message: string;
  /** Never empty, the most important first. */
  readonly reasons: readonly Reason[];
}

const tells = ({ status }: TestReport): boolean => status !== "passed" && status !== "skipped";

/**
 * What no test tells of a run that is not passed: a preflight that failed, tests that were never started. For reporters whose
 * format knows tests only: without it, their readers would show such a run as a pass.
 *
 * @returns undefined when the run is passed, or its tests say all that speaks against it.
 */
export function runProblem(
  { verdict, reason, reasons }: Outcome,
  tests: readonly TestReport[],
): RunProblem | undefined {
  if (verdict === "passed") return undefined;
  const told = new Set(
    tests.flatMap((report) =>
      report.reasons.flatMap(({ message }) => [message, `${report.test.id}: ${message}`]),
    ),
  );
  const [first, ...others] = reasons.filter(({ message }) => !told.has(message));
  if (first !== undefined) {
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    return { message: `${first.message}${more}`, reasons: [first, ...others] };
  }
  if (tests.some(tells)) return undefined;
  const [any = { code: "TESTCAR_RUN", message: reason }, ...rest] = reasons;
  return { message: reason, reasons: [any, ...rest] };
}
