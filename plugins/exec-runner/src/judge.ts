import type { ExecResult, Reason, TestResult } from "@testcar/core";
import { errors } from "./errors.ts";
import type { PolicyName } from "./policies.ts";
import type { CaseReport, Reading } from "./report/cases.ts";
import { checksOf, countersOf, nameOf } from "./report/checks.ts";
import { fit } from "./report/fit.ts";

/** What is known of one run of a command. */
export interface Evidence {
  readonly exit: ExecResult;
  /** True when it was ended because its own time was up. */
  readonly isLate: boolean;
  /** Undefined when the configuration names none. */
  readonly report: Reading | undefined;
  /** The last line that it printed. */
  readonly lastLine: string | undefined;
}

/** What the configuration says of the command. */
export interface Rules {
  readonly name: string;
  /** For people: without its directory. */
  readonly program: string;
  /** Exit codes of a failed test. */
  readonly failed: readonly number[];
  readonly policies: Readonly<Partial<Record<PolicyName, boolean | undefined>>>;
  /** In milliseconds. */
  readonly timeout: number | undefined;
}

interface Finding {
  readonly policy: PolicyName;
  readonly reason: Reason;
}

type Judged = Pick<TestResult, "status" | "reasons">;

/** Cases that a sentence names. */
const NAMED = 3;
const MAX_DETAIL = 200;

function casesFailed({ cases, others }: CaseReport): Reason {
  const failed = cases.flatMap((one, index) => {
    if (one.status !== "failed") return [];
    const detail = fit(one.detail, MAX_DETAIL);
    return [`${nameOf(one, index)}${detail === undefined ? "" : ` (${detail})`}`];
  });
  const which = [...failed, ...others.map((text) => fit(text, MAX_DETAIL) ?? "…")];
  const total = cases.length + others.length;
  return errors.CASES_FAILED({ failed: which.length, total, which: which.slice(0, NAMED) }).toReason();
}

const hasFailures = ({ cases, others }: CaseReport): boolean =>
  others.length > 0 || cases.some(({ status }) => status === "failed");

const hasRun = ({ cases, others }: CaseReport): boolean =>
  others.length > 0 || cases.some(({ status }) => status !== "skipped");

/** What the report has against a pass. */
function consult(report: Reading | undefined, { program }: Rules): Finding | undefined {
  if (report === undefined) return undefined;
  if ("unusable" in report) {
    const { path, unusable: reason } = report;
    return { policy: "no-report", reason: errors.NO_REPORT({ path, reason }).toReason() };
  }
  if (hasFailures(report)) return { policy: "reported-failures", reason: casesFailed(report) };
  if (hasRun(report)) return undefined;
  const reason = errors.NOTHING_RAN({ program, skipped: report.cases.length }).toReason();
  return { policy: "nothing-ran", reason };
}

function judgeEnd({ exit, isLate, lastLine }: Evidence, finding: Finding | undefined, rules: Rules): Judged {
  const { program, failed, name, timeout = 0 } = rules;
  const { exitCode, aborted } = exit;
  if (isLate) {
    const late = errors.TIMED_OUT({ command: name, seconds: timeout / 1000 });
    return { status: "timed-out", reasons: [late.toReason()] };
  }
  // Whoever stopped it knows why; the core says so in place of this.
  if (aborted) return { status: "interrupted", reasons: [errors.ABORTED({}).toReason()] };
  if (exitCode === null) {
    const signal = exit.signal ?? "a signal";
    return { status: "error", reasons: [errors.KILLED({ program, signal }).toReason()] };
  }
  const explains = finding !== undefined && finding.policy !== "no-report" ? [finding.reason] : [];
  if (!failed.includes(exitCode)) {
    const unexpected = errors.UNEXPECTED_EXIT({ program, exitCode, failed, line: lastLine }).toReason();
    return { status: "error", reasons: [...explains, unexpected] };
  }
  const code = errors.FAILED({ program, exitCode, line: lastLine }).toReason();
  return {
    status: "failed",
    reasons: finding?.policy === "reported-failures" ? explains : [...explains, code],
  };
}

/**
 * Judges one run of a command. An exit code other than 0 is never a pass; 0 is a failure only by a named policy. What a
 * policy that is switched off would have objected to is a warning, and so is a report that is missing after a failure.
 */
export function judge(evidence: Evidence, rules: Rules): TestResult {
  const { exit, report } = evidence;
  const finding = consult(report, rules);
  const succeeded = exit.exitCode === 0 && !exit.aborted;
  const objects = finding !== undefined && rules.policies[finding.policy] !== false;
  const judged: Judged = !succeeded
    ? judgeEnd(evidence, finding, rules)
    : objects
      ? { status: "failed", reasons: [{ ...finding.reason, policy: finding.policy }] }
      : { status: "passed", reasons: [] };
  const isTold = finding === undefined || judged.reasons.some(({ code }) => code === finding.reason.code);
  const results =
    report === undefined || "unusable" in report
      ? {}
      : { checks: checksOf(report), metrics: { counters: countersOf(report) } };
  return {
    ...judged,
    exitCode: exit.exitCode,
    ...results,
    ...(isTold ? {} : { warnings: [finding.reason] }),
    ...(exit.aborted ? { partial: true } : {}),
  };
}
