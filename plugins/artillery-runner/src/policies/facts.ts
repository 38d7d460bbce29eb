import type { Check, Metrics } from "@testcar/core";
import type { Evidence, ScriptFacts } from "../evidence.ts";

/** Sum of a record's numbers. */
export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Virtual users, none when Artillery tells of none. */
export const usersOf = ({ virtualUsers }: Metrics): NonNullable<Metrics["virtualUsers"]> =>
  virtualUsers ?? { created: 0, completed: 0, failed: 0 };

/** The share of requests without a response from which on the connection is what is wrong. */
const NEARLY_ALL = 0.9;

/** Errors that say no more than that a check failed: what the check found is told of it already. */
const isOfCheck = (kind: string): boolean => kind.startsWith("Failed expectations ");

/** Codes that errors of a connection have: `ECONNREFUSED`, `CERT_HAS_EXPIRED`. Everything else is a message. */
const isConnectionError = (kind: string): boolean => /^[A-Z][A-Z\d_]{3,}$/.test(kind);

/** Tells an error that cost a request from one of a processor. */
export const isOfRequest = (kind: string): boolean => isConnectionError(kind) || kind.startsWith("Failed ");

/**
 * True when (nearly) every request failed for want of a connection, or no virtual user came to its end: what else is wrong
 * with such a run follows from that.
 */
export function cameToNothing(metrics: Metrics): boolean {
  const kinds = Object.entries(metrics.errorsByKind ?? {});
  const lost = sumOf(Object.fromEntries(kinds.filter(([kind]) => isConnectionError(kind))));
  if (lost > 0 && lost >= NEARLY_ALL * (metrics.requests ?? 0)) return true;
  return usersOf(metrics).completed === 0 && (kinds.length === 0 || kinds.some(([kind]) => !isOfCheck(kind)));
}

/** Tells a 5xx. */
export const isServerError = (code: string): boolean => /^5\d\d$/.test(code);

/** Tells whether Artillery loaded a plugin that the script configures. */
export const hasPlugin = (script: ScriptFacts, name: string): boolean =>
  script.configuredPlugins.includes(name) && !script.missingPlugins.includes(name);

const EXPECT = "plugins.expect";

/** What the expect plugin counted: expectations that failed, all of them, and the failed ones by their type. */
export function countExpectations({ counters = {} }: Metrics) {
  const failed = counters[`${EXPECT}.failed`] ?? 0;
  const prefix = `${EXPECT}.failed.`;
  const kinds = Object.fromEntries(
    Object.entries(counters).flatMap(([name, count]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), count]] : [],
    ),
  );
  return { failed, total: failed + (counters[`${EXPECT}.ok`] ?? 0), kinds };
}

/** The conditions of `ensure` among the checks: those of expect are named after it. */
export const conditionsOf = ({ checks }: Evidence): readonly Check[] =>
  checks.filter(({ name }) => !name.startsWith("expect"));

/** The conditions that Artillery fails for: `optional` in the detail marks those that it only prints. */
export const brokenConditions = (evidence: Evidence): readonly string[] =>
  conditionsOf(evidence)
    .filter(({ status, detail }) => status === "failed" && detail?.split("; ").includes("optional") !== true)
    .map(({ name, detail }) => (detail === undefined ? name : `${name} (${detail})`));

/** What the script means to ensure, and none of the conditions that were checked speaks of. */
export const uncheckedConditions = (evidence: Evidence): readonly string[] =>
  (evidence.script?.ensured ?? []).filter(
    (word) => !conditionsOf(evidence).some(({ name }) => name.includes(word)),
  );

/** The scenarios that no virtual user took. */
export const idleScenarios = ({ script, metrics }: Evidence): readonly string[] =>
  [...new Set(script?.scenarios)].filter(
    (name) => (metrics.counters?.[`vusers.created_by_name.${name}`] ?? 0) === 0,
  );

/** True when the script itself judges errors: by a condition of `ensure` that was really checked. */
export const errorsJudged = (evidence: Evidence): boolean =>
  evidence.script?.ensuresErrors === true &&
  hasPlugin(evidence.script, "ensure") &&
  conditionsOf(evidence).length > 0;

/** True when the script itself judges status codes: an expectation or a condition over them was really checked. */
export function statusJudged(evidence: Evidence): boolean {
  const { counters = {} } = evidence.metrics;
  const types = ["statusCode", "notStatusCode"];
  const results = ["ok", "failed"];
  const expected = types.some((type) =>
    results.some((result) => (counters[`${EXPECT}.${result}.${type}`] ?? 0) > 0),
  );
  return expected || conditionsOf(evidence).some(({ name }) => name.includes("http.codes."));
}
