import type { Check, Metrics } from "@testcar/core";
import type { Evidence, ScriptFacts } from "../evidence.ts";

/** Sum of a record's numbers. */
export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Virtual users, none when Artillery tells of none. */
export const usersOf = ({ virtualUsers }: Metrics): NonNullable<Metrics["virtualUsers"]> =>
  virtualUsers ?? { created: 0, completed: 0, failed: 0 };

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
