import type { Reason } from "@testcar/core";
import { errors } from "./errors.ts";
import type { Evidence } from "./evidence.ts";
import {
  brokenConditions,
  conditionsOf,
  countExpectations,
  errorsJudged,
  hasPlugin,
  idleScenarios,
  isOfRequest,
  isServerError,
  statusJudged,
  sumOf,
  uncheckedConditions,
  usersOf,
} from "./policies/facts.ts";
import { type PolicyName, policyNames } from "./policies/names.ts";
import { adviceFor, count, listKinds, listNames } from "./policies/wording.ts";

/** What is to be known for a judgement beside the evidence and the options. */
export interface Circumstances {
  /** The environment that was asked for, and given to Artillery. */
  readonly environment?: string | undefined;
  /** What discovery found wrong with the script; said first when Artillery refuses it. */
  readonly suspicion?: Reason | undefined;
}

/** One thing that a policy objects to. */
export interface Finding {
  readonly policy: PolicyName;
  readonly reason: Reason;
  /** True when it is to be known but no objection, for example because the script judges it by itself. */
  readonly accepted: boolean;
}

/** The reasons of one policy: those that it objects for, and those that are only to be known. */
interface Opinion {
  readonly objections?: readonly Reason[];
  readonly remarks?: readonly Reason[];
}

type Policy = (evidence: Evidence, circumstances: Circumstances) => Opinion;

const object = (...objections: readonly Reason[]): Opinion => ({ objections });
const remark = (...remarks: readonly Reason[]): Opinion => ({ remarks });
const silence: Opinion = {};

function judgeErrors(evidence: Evidence): Opinion {
  const { metrics, script } = evidence;
  const kinds = metrics.errorsByKind ?? {};
  const total = sumOf(kinds);
  const users = usersOf(metrics);
  if (total === 0 && users.failed === 0) return silence;
  const requests = metrics.requests ?? 0;
  const advice = adviceFor(Object.keys(kinds), script?.target, evidence.credentialProblems);
  const areRequests = total <= requests && Object.keys(kinds).every(isOfRequest);
  const what = areRequests ? `${total} of ${requests} requests failed` : count(total, "error");
  const text =
    total === 0 ? `${users.failed} of ${users.created} virtual users failed` : `${what}: ${listKinds(kinds)}`;
  const reason = errors.REQUEST_ERRORS({ text, advice }).toReason();
  return errorsJudged(evidence) ? remark(reason) : object(reason);
}

function judgeStatusCodes(evidence: Evidence): Opinion {
  const codes = evidence.metrics.codes ?? {};
  const total = sumOf(codes);
  const only = (isWanted: (code: string) => boolean) =>
    Object.fromEntries(Object.entries(codes).filter(([code]) => isWanted(code)));
  const serverErrors = only(isServerError);
  const failed = sumOf(serverErrors);
  if (total === 0 || statusJudged(evidence)) return silence;
  if (failed > 0) {
    const reason = errors.SERVER_ERRORS({ failed, total, codes: listKinds(serverErrors) }).toReason();
    return failed < total ? remark(reason) : object(reason);
  }
  const refused = sumOf(only((code) => /^4\d\d$/.test(code)));
  return refused < total
    ? silence
    : remark(errors.CLIENT_ERRORS({ total, codes: listKinds(codes) }).toReason());
}

function judgeAssertions(evidence: Evidence): Opinion {
  const { script, metrics } = evidence;
  if (script === undefined) return silence;
  const expectations = countExpectations(metrics);
  const unchecked: Reason[] = [];
  const ensured = uncheckedConditions(evidence);
  if (script.usesEnsure && (!hasPlugin(script, "ensure") || conditionsOf(evidence).length === 0)) {
    const loaded = hasPlugin(script, "ensure");
    unchecked.push(errors.UNCHECKED_ASSERTIONS({ assertion: "ensure", loaded }).toReason());
  } else if (ensured.length > 0) {
    const data = { assertion: "ensure", loaded: true, names: listNames(ensured) } as const;
    unchecked.push(errors.UNCHECKED_ASSERTIONS(data).toReason());
  }
  if (script.usesExpect && !hasPlugin(script, "expect")) {
    unchecked.push(errors.UNCHECKED_ASSERTIONS({ assertion: "expect", loaded: false }).toReason());
  } else if (evidence.uncheckedExpectations.length > 0) {
    const names = listNames(evidence.uncheckedExpectations);
    unchecked.push(errors.UNCHECKED_ASSERTIONS({ assertion: "expect", loaded: true, names }).toReason());
  } else if (script.usesExpect && expectations.total === 0 && idleScenarios(evidence).length === 0) {
    // A scenario that never started may be the only one with expectations.
    unchecked.push(errors.UNCHECKED_ASSERTIONS({ assertion: "expect", loaded: true }).toReason());
  }
  return object(...unchecked);
}

function judgeEnvironment({ script }: Evidence, { environment }: Circumstances): Opinion {
  if (script === undefined || environment === undefined || script.environments.includes(environment))
    return silence;
  const reason = errors.UNKNOWN_ENVIRONMENT({ environment, known: script.environments }).toReason();
  // One environment is asked for whole directories: a script that has none means the same everywhere.
  return script.environments.length === 0 ? remark(reason) : object(reason);
}

/** Sending is counted under many names; what only tells of virtual users or of plugins is none of them. */
const tellsOfActivity = (counter: string): boolean => !/^(vusers|plugins)\./.test(counter);

const policies: Readonly<Record<PolicyName, Policy>> = {
  unfinished: ({ completed, script, workerLost, hung }) =>
    completed && script !== undefined && !workerLost && !hung
      ? silence
      : object(errors.UNFINISHED({ workerLost: workerLost || hung }).toReason()),
  "request-errors": judgeErrors,
  "nothing-completed": (evidence) => {
    const { created, completed, failed } = usersOf(evidence.metrics);
    if (completed === 0) return object(errors.NOTHING_COMPLETED({ created, failed }).toReason());
    const idle = idleScenarios(evidence);
    const total = evidence.script?.scenarios.length ?? 0;
    const names = listNames(idle);
    return idle.length === 0
      ? silence
      : remark(errors.IDLE_SCENARIOS({ idle: idle.length, total, names }).toReason());
  },
  "nothing-sent": ({ metrics }) => {
    const { completed } = usersOf(metrics);
    const sent =
      (metrics.requests ?? 0) > 0 ||
      Object.entries(metrics.counters ?? {}).some(([name, count]) => count > 0 && tellsOfActivity(name));
    return completed === 0 || sent ? silence : object(errors.NOTHING_SENT({ completed }).toReason());
  },
  "server-errors": judgeStatusCodes,
  "failed-expectations": (evidence) => {
    const { failed, total } = countExpectations(evidence.metrics);
    const what = [
      ...(failed === 0 ? [] : [`${failed} of ${total} expectations`]),
      ...brokenConditions(evidence),
    ];
    return what.length === 0
      ? silence
      : object(errors.FAILED_EXPECTATIONS({ what: listNames(what) }).toReason());
  },
  "missing-plugin": ({ script: { missingPlugins: names = [] } = {} }) =>
    names.length === 0 ? silence : object(errors.MISSING_PLUGIN({ names }).toReason()),
  "unchecked-assertions": judgeAssertions,
  "empty-payload": ({ script: { emptyPayloads: names = [] } = {} }) =>
    names.length === 0 ? silence : object(errors.EMPTY_PAYLOAD({ names }).toReason()),
  "unknown-environment": judgeEnvironment,
  "undefined-function": ({ undefinedFunctions: names }) =>
    names.length === 0 ? silence : object(errors.UNDEFINED_FUNCTION({ names: listNames(names) }).toReason()),
  "unknown-verb": ({ script: { unknownVerbs: names = [] } = {} }) =>
    names.length === 0 ? silence : object(errors.UNKNOWN_VERB({ names }).toReason()),
  "result-mismatch": ({ discrepancies }) =>
    discrepancies.length === 0
      ? silence
      : object(errors.RESULT_MISMATCH({ differences: discrepancies }).toReason()),
};

/** Policies about what is missing at the end: they have nothing to say of a run that did not come to its end. */
export const aboutTheEnd: ReadonlySet<PolicyName> = new Set<PolicyName>([
  "unfinished",
  "nothing-completed",
  "nothing-sent",
  "unchecked-assertions",
  "failed-expectations",
  "result-mismatch",
]);

/**
 * Asks every policy.
 *
 * @returns Everything found, the most important first, whatever Artillery exited with.
 */
export function consultPolicies(evidence: Evidence, circumstances: Circumstances = {}): readonly Finding[] {
  return policyNames.flatMap((policy) => {
    const { objections = [], remarks = [] } = policies[policy](evidence, circumstances);
    return [
      ...objections.map((reason) => ({ policy, reason, accepted: false })),
      ...remarks.map((reason) => ({ policy, reason, accepted: true })),
    ];
  });
}
