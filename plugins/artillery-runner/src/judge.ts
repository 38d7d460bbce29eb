import { type Reason, signalNumbers, type TestResult } from "@testcar/core";
import { errors } from "./errors.ts";
import type { Evidence } from "./evidence.ts";
import type { ArtilleryOptions } from "./options.ts";
import { brokenConditions, cameToNothing, countExpectations, usersOf } from "./policies/facts.ts";
import { listKinds } from "./policies/wording.ts";
import { aboutTheEnd, type Circumstances, consultPolicies, type Finding } from "./policies.ts";

type Judged = Pick<TestResult, "status" | "reasons">;

/** Enough to know where to look. */
const MOST_EXPECTATIONS = 5;

const error = (...reasons: readonly Reason[]): Judged => ({ status: "error", reasons });
const failed = (...reasons: readonly Reason[]): Judged => ({ status: "failed", reasons });

function expectationFailed({ metrics, failedExpectations }: Evidence): Reason {
  const { failed: count, total, kinds } = countExpectations(metrics);
  const some = failedExpectations.slice(0, MOST_EXPECTATIONS);
  return errors.EXPECTATION({ failed: count, total, kinds: listKinds(kinds), some }).toReason();
}

function judgeExitOne(evidence: Evidence, { suspicion }: Circumstances): Judged {
  const { script, completed, message, metrics } = evidence;
  const conditions = brokenConditions(evidence);
  if (conditions.length > 0) {
    const threshold = errors.THRESHOLD({ conditions }).toReason();
    // Artillery has one exit code for both, and prefers that of ensure.
    const expectations = countExpectations(metrics).failed > 0 ? [expectationFailed(evidence)] : [];
    return failed(threshold, ...expectations);
  }
  if (script === undefined) {
    const refused = errors.DEFINITION({ message }).toReason();
    return error(...(suspicion === undefined ? [] : [suspicion]), refused);
  }
  if (completed) return failed(errors.HOOK({ hook: "after", message }).toReason());
  return usersOf(metrics).created === 0
    ? failed(errors.HOOK({ hook: "before", message }).toReason())
    : error(errors.CRASHED({ message }).toReason());
}

/** Name of the signal that an exit code above 128 stands for, by the shell's convention. */
function signalOf(exitCode: number): string | undefined {
  const numbers: Readonly<Record<string, number>> = { ...signalNumbers, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11 };
  return Object.keys(numbers).find((name) => numbers[name] === exitCode - 128);
}

function judgeFailure(evidence: Evidence, options: ArtilleryOptions, circumstances: Circumstances): Judged {
  const { exit, message } = evidence;
  const { exitCode } = exit;
  // Whoever stopped it knows why; the core says so in place of this.
  if (exit.aborted) return { status: "interrupted", reasons: [errors.ABORTED({}).toReason()] };
  if (evidence.outOfMemory) return error(errors.OUT_OF_MEMORY({ memoryMiB: options.memoryMiB }).toReason());
  if (evidence.hung) return error(errors.HUNG({}).toReason());
  const signal = exit.signal ?? (exitCode === null ? "a signal" : signalOf(exitCode));
  if (exitCode === null || signal !== undefined)
    return error(errors.KILLED({ signal: signal ?? "a signal" }).toReason());
  if (exitCode === 21) return failed(expectationFailed(evidence));
  // What is known of the test may be known by halves, but for a condition that was seen to fail.
  if (evidence.unwritable !== undefined && brokenConditions(evidence).length === 0)
    return error(errors.RESULTS_LOST(evidence.unwritable).toReason());
  if (exitCode === 1) return judgeExitOne(evidence, circumstances);
  if (exitCode === 11) return error(errors.CRASHED({ message }).toReason());
  return error(errors.UNEXPECTED_EXIT({ exitCode, message }).toReason());
}

/**
 * What the policies add to a run that Artillery itself does not call a success. Errors of requests are why a threshold
 * fails, also where the script judges them by that threshold; when hardly anything came through, they are said first.
 */
function explain(judged: Judged, findings: readonly Finding[], { completed, metrics }: Evidence) {
  const known = completed ? findings : findings.filter(({ policy }) => !aboutTheEnd.has(policy));
  const nothingWorked = completed && cameToNothing(metrics);
  const isError = ({ policy }: Finding) => policy === "request-errors";
  const isCause = (finding: Finding) =>
    judged.status === "failed" &&
    // Without an error that says why, the fact itself has to do.
    (isError(finding) || (nothingWorked && finding.policy === "nothing-completed" && !known.some(isError)));
  const causes = known.filter(isCause).map(({ reason }) => reason);
  const rest = known.filter((finding) => !isCause(finding) && finding.policy !== "failed-expectations");
  return {
    reasons: nothingWorked ? [...causes, ...judged.reasons] : [...judged.reasons, ...causes],
    warnings: rest.map(({ reason }) => reason),
  };
}

/** Requests went out without what they were to carry: whatever was answered tells nothing. */
const isUnauthorized = ({ canAuthorize, metrics, exit }: Evidence): boolean =>
  !canAuthorize && (metrics.requests ?? 0) > 0 && !exit.aborted;

/** An exit code of 0 counts as a pass unless a policy that is switched on objects. */
function judgeSuccess(findings: readonly Finding[], options: ArtilleryOptions, { unwritable }: Evidence) {
  if (unwritable !== undefined) {
    const lost = error(errors.RESULTS_LOST(unwritable).toReason());
    return { ...lost, warnings: findings.map(({ reason }) => reason) };
  }
  const objects = ({ policy, accepted }: Finding) => !accepted && options.policies?.[policy] !== false;
  const reasons = findings.filter(objects).map(({ policy, reason }) => ({ ...reason, policy }));
  const warnings = findings.filter((finding) => !objects(finding)).map(({ reason }) => reason);
  return { status: reasons.length === 0 ? ("passed" as const) : ("failed" as const), reasons, warnings };
}

/**
 * Judges one run of Artillery. An exit code other than 0 is never a pass; 0 is a failure only by a named policy, and
 * every policy that applies is among the reasons. What a switched-off policy would have objected to is a warning.
 *
 * @param evidence - What is known of the run.
 * @param options - `policies` switches policies off.
 * @param circumstances - The environment that was asked for, and what discovery found wrong.
 * @example
 * ```ts
 * const result = judge(evidence, { policies: { "server-errors": false } }, { environment: "staging" });
 * ```
 */
export function judge(
  evidence: Evidence,
  options: ArtilleryOptions,
  circumstances: Circumstances = {},
): TestResult {
  const findings = consultPolicies(evidence, circumstances);
  const { exitCode, aborted } = evidence.exit;
  const succeeded = exitCode === 0 && !aborted;
  const judged = isUnauthorized(evidence)
    ? error(errors.NO_CREDENTIALS({}).toReason())
    : succeeded
      ? undefined
      : judgeFailure(evidence, options, circumstances);
  const { status, reasons, warnings } =
    judged === undefined
      ? judgeSuccess(findings, options, evidence)
      : { status: judged.status, ...explain(judged, findings, evidence) };
  return {
    status,
    exitCode,
    reasons,
    checks: evidence.checks,
    metrics: evidence.metrics,
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(evidence.completed ? {} : { partial: true }),
  };
}
