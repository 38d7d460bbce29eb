import type { Check } from "@testcar/core";
import type { EnsureCheck, Numbers, Stats } from "./events.ts";
import type { Observations } from "./observations.ts";

/** Conditions that `ensure` takes in short form, over the response time. */
const SHORT = /^(?:min|max|median|p95|p99) /;

/** Everything an expression can speak of, by its name. */
const measured = ({ counters, summaries = {} }: Stats): Numbers => ({
  ...counters,
  ...Object.fromEntries(
    Object.entries(summaries).flatMap(([name, summary]) =>
      Object.entries(summary).map(([figure, value]) => [`${name}.${figure}`, value]),
    ),
  ),
});

/** What was measured of that which a condition speaks of, for people. */
function describe({ expression, known }: EnsureCheck, stats: Stats): string | undefined {
  const { counters } = stats;
  if (expression.startsWith("maxErrorRate")) {
    const created = counters["vusers.created"] ?? 0;
    return `${created - (counters["vusers.completed"] ?? 0)} of ${created} virtual users did not complete`;
  }
  const full = SHORT.test(expression) ? `http.response_time.${expression}` : expression;
  let rest = full;
  const figures: (readonly [place: number, text: string])[] = [];
  // The longest first: `http.response_time.p999` also holds the name of p99.
  const byLength = Object.entries(measured(stats)).toSorted(
    ([first], [second]) => second.length - first.length,
  );
  for (const [name, value] of byLength) {
    if (!rest.includes(name)) continue;
    figures.push([full.indexOf(name), `${name} is ${value}`]);
    rest = rest.replaceAll(name, " ");
  }
  const inOrder = figures.toSorted(([first], [second]) => first - second).map(([, text]) => text);
  if (inOrder.length > 0) return inOrder.join(", ");
  return known ? undefined : "a metric that it names was never recorded";
}

function ensureCheck(check: EnsureCheck, stats: Stats): Check {
  const { expression, ok, strict } = check;
  const remarks = [ok ? undefined : describe(check, stats), strict ? undefined : "optional"];
  const detail = remarks.filter((remark) => remark !== undefined).join("; ");
  return { name: expression, status: ok ? "passed" : "failed", ...(detail === "" ? {} : { detail }) };
}

/** One check for each type of expectation: Artillery counts them, and says no more. */
function expectChecks(counters: Numbers): readonly Check[] {
  const count = (result: string, type: string): number => counters[`plugins.expect.${result}.${type}`] ?? 0;
  const types = Object.keys(counters).flatMap(
    (name) => /^plugins\.expect\.(?:ok|failed)\.(.+)$/.exec(name)?.[1] ?? [],
  );
  return [...new Set(types)].map((type) => {
    const [passed, failed] = [count("ok", type), count("failed", type)];
    return { name: `expect ${type}`, status: failed === 0 ? "passed" : "failed", passed, failed };
  });
}

/** Conditions of `ensure`, then expectations. */
export const checksOf = ({ checks, stats }: Observations): readonly Check[] => [
  ...checks.map((check) => ensureCheck(check, stats)),
  ...expectChecks(stats.counters),
];
