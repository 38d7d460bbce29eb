import type { Counts, Reason, TestStatus, Verdict } from "@testcar/report";
import { runErrors } from "./errors/catalogue/run.ts";
import type { TestcarError } from "./errors/error.ts";
import { exitCodes, signalNumbers } from "./errors/exit-codes.ts";
import type { Outcome, TestReport } from "./model.ts";
import { reasonOfStop } from "./stages/test.ts";
import type { StopReason } from "./stop.ts";

/** Everything that a verdict comes from. */
export interface Findings {
  readonly tests: readonly TestReport[];
  /** What went wrong outside the tests, in the order of the stages. */
  readonly problems: readonly TestcarError[];
  /** Why the run was stopped, if it was. */
  readonly stop: StopReason | undefined;
  readonly allowEmpty: boolean;
}

/** How many tests ended how. */
export function countTests(tests: readonly TestReport[]): Counts {
  const of = (status: TestStatus): number => tests.filter((test) => test.status === status).length;
  return {
    total: tests.length,
    passed: of("passed"),
    failed: of("failed"),
    error: of("error"),
    "timed-out": of("timed-out"),
    interrupted: of("interrupted"),
    skipped: of("skipped"),
  };
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

// The clearest word that is not good wins: a test that failed says more than one that could not tell. A test that was
// interrupted by itself, while nobody stopped the run, is one that could not tell.
const WORST_FIRST = [
  ["failed", "failed", exitCodes.failed, "failed"],
  ["timed-out", "timed-out", exitCodes.timedOut, "timed out"],
  ["error", "error", exitCodes.runner, "could not be run"],
  ["interrupted", "error", exitCodes.runner, "interrupted"],
] as const satisfies readonly (readonly [TestStatus, Verdict, number, string])[];

function judgeTests(tests: readonly TestReport[], counts: Counts): Outcome {
  const reasons = tests.flatMap((report) =>
    report.status === "passed" || report.status === "skipped"
      ? []
      : report.reasons
          .slice(0, 1)
          .map((reason) => ({ ...reason, message: `${report.test.id}: ${reason.message}` })),
  );
  for (const [worst, verdict, exitCode, words] of WORST_FIRST) {
    const first = tests.find(({ status }) => status === worst);
    if (first === undefined) continue;
    const why = first.reasons[0]?.message;
    const reason = `${counts[worst]} of ${plural(counts.total, "test")} ${words}${why === undefined ? "" : `: ${first.test.id}: ${why}`}`;
    return { verdict, exitCode, reason, reasons };
  }
  const skipped = tests.filter(({ status }) => status !== "passed");
  // Hundreds of tests are skipped for one and the same reason.
  const whySkipped = new Map(
    skipped.flatMap((report) => report.reasons.map((reason) => [reason.message, reason])),
  );
  if (skipped.length > 0) {
    return {
      verdict: "error",
      exitCode: exitCodes.runner,
      reason: `${plural(skipped.length, "test")} not started`,
      reasons: [...whySkipped.values()],
    };
  }
  return {
    verdict: "passed",
    exitCode: exitCodes.passed,
    reason: `${plural(counts.passed, "test")} passed`,
    reasons: [],
  };
}

// A plugin's own error may name any exit code; those of other verdicts would contradict this one.
const errorExitCode = (exitCode: number): number =>
  exitCode >= exitCodes.configuration && exitCode <= exitCodes.reporter ? exitCode : exitCodes.runner;

function judgeProblems(problems: readonly TestcarError[], counts: Counts): Outcome | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  const reasons: readonly Reason[] = problems.map((problem) => problem.toReason());
  const more = problems.length === 1 ? "" : ` (and ${plural(problems.length - 1, "more problem")})`;
  // The lowest exit code is that of the earliest stage: what is wrong there explains the rest.
  const exitCode = Math.min(...problems.map((problem) => errorExitCode(problem.exitCode)));
  const ran = counts.total - counts.skipped;
  const reason = `${first.message}${more}${ran === 0 ? "" : `; ${counts.passed} of ${plural(counts.total, "test")} passed`}`;
  return { verdict: "error", exitCode, reason, reasons };
}

function verdictOfStop(stop: StopReason): Pick<Outcome, "verdict" | "exitCode"> {
  switch (stop.kind) {
    case "signal":
      return { verdict: "interrupted", exitCode: 128 + signalNumbers[stop.signal] };
    case "timeout":
      return { verdict: "timed-out", exitCode: exitCodes.timedOut };
    case "crash":
      return { verdict: "error", exitCode: exitCodes.plugin };
  }
}

/** Comes to the verdict of a run. Whatever is unclear is not `passed`. */
export function judge({ tests, problems, stop, allowEmpty }: Findings): Outcome {
  const counts = countTests(tests);
  const judged = judgeTests(tests, counts);
  const isFailed = counts.failed > 0;
  const told = problems.map((problem) => problem.toReason());
  if (stop !== undefined && (stop.kind === "signal" || !isFailed)) {
    const reason = reasonOfStop(stop);
    return {
      ...verdictOfStop(stop),
      reason: reason.message,
      reasons: [reason, ...told, ...judged.reasons],
    };
  }
  if (isFailed) {
    const stopped = stop === undefined ? [] : [reasonOfStop(stop)];
    return { ...judged, reasons: [...judged.reasons, ...stopped, ...told] };
  }
  const problem = judgeProblems(problems, counts);
  if (problem !== undefined) return { ...problem, reasons: [...problem.reasons, ...judged.reasons] };
  if (tests.length > 0) return judged;
  if (allowEmpty)
    return {
      verdict: "passed",
      exitCode: exitCodes.passed,
      reason: "there are no tests, and that is allowed",
      reasons: [],
    };
  const none = runErrors.NO_TESTS({ path: "the suite", files: 0, runners: [] }).toReason();
  return { verdict: "error", exitCode: exitCodes.noTests, reason: none.message, reasons: [none] };
}

/** The outcome after reporters that the run cannot do without have failed: never better than before. */
export function withReporterFailures(outcome: Outcome, failures: readonly TestcarError[]): Outcome {
  const [first] = failures;
  if (first === undefined) return outcome;
  const reasons = [...outcome.reasons, ...failures.map((failure) => failure.toReason())];
  if (outcome.verdict !== "passed") return { ...outcome, reasons };
  return {
    verdict: "error",
    exitCode: exitCodes.reporter,
    reason: `${first.message}; ${outcome.reason}`,
    reasons,
  };
}
