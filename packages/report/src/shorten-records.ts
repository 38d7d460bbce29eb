import { cutText } from "./json.ts";
import type {
  Metrics,
  Reason,
  RecordData,
  RunFinished,
  RunStarted,
  TestFinished,
  TestStarted,
} from "./records.ts";
import { sha256 } from "./seal.ts";
import { cutTexts, firstOf, type Step, textSteps } from "./shorten.ts";

type StepsOf<T extends RunStarted | TestStarted | TestFinished | RunFinished> = readonly Step<
  RecordData<T>
>[];

/** Longest test identifier in bytes of JSON. */
const MAX_TEST_ID = 512;
const HASH_DIGITS = 8;

/**
 * A test's identifier as the records carry it: a huge one is cut, the same way in every record, and ends in a piece
 * of its hash so that two of them stay apart.
 */
export const testId = (test: string): string => {
  const short = cutText(test, MAX_TEST_ID - HASH_DIGITS);
  return short === test ? test : short + sha256(test).slice(0, HASH_DIGITS);
};

/** A record's data with its test's identifier as the records carry it. */
export function identified<T extends { readonly test: string; readonly shortened?: readonly string[] }>(
  data: T,
): T {
  const test = testId(data.test);
  return test === data.test ? data : { ...data, test, shortened: [...(data.shortened ?? []), "test"] };
}

const cutReasons = (reasons: readonly Reason[], bytes: number): readonly Reason[] =>
  reasons.map((reason) => cutTexts(reason, bytes));

/** How `run.started` gets smaller. */
export const runStartedSteps: StepsOf<RunStarted> = [
  firstOf("plugins", 16),
  ...textSteps<RecordData<RunStarted>>(
    (record, bytes) => ({
      ...cutTexts(record, bytes),
      agent: cutTexts(record.agent, bytes),
      plugins: record.plugins.map((plugin) => cutTexts(plugin, bytes)),
    }),
    [2048, 512, 128],
  ),
];

/** How `test.started` gets smaller. */
export const testStartedSteps: StepsOf<TestStarted> = textSteps<RecordData<TestStarted>>(
  (record, bytes) => ({ ...cutTexts(record, bytes), test: record.test }),
  [2048, 512],
);

type TestResult = RecordData<TestFinished>;

const inMetrics =
  (name: keyof Metrics, change: (metrics: Metrics) => Metrics): Step<TestResult> =>
  (record) =>
    record.metrics?.[name] === undefined
      ? { record, members: [] }
      : { record: { ...record, metrics: change(record.metrics) }, members: [`metrics.${name}`] };

const withoutMetric = (name: keyof Metrics): Step<TestResult> =>
  inMetrics(name, (metrics) => {
    const { [name]: _dropped, ...others } = metrics;
    return others;
  });

const mostFrequent = (counts: Readonly<Record<string, number>> = {}): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 10),
  );

const failedChecksFirst: Step<TestResult> = (record) => {
  const rank = { failed: 0, passed: 1 };
  const checks = record.checks?.toSorted((a, b) => rank[a.status] - rank[b.status]) ?? [];
  return firstOf<"checks", TestResult>("checks", 20)({ ...record, checks });
};

const cutResult = (record: TestResult, bytes: number): TestResult => ({
  ...cutTexts(record, bytes),
  test: record.test,
  reasons: cutReasons(record.reasons, bytes),
  ...(record.warnings && { warnings: cutReasons(record.warnings, bytes) }),
  ...(record.output && { output: cutTexts(record.output, bytes) }),
});

/** How `test.finished` gets smaller: what explains the status goes last. */
export const testFinishedSteps: StepsOf<TestFinished> = [
  inMetrics("endpoints", (metrics) => ({ ...metrics, endpoints: metrics.endpoints?.slice(0, 20) ?? [] })),
  withoutMetric("counters"),
  withoutMetric("endpoints"),
  failedChecksFirst,
  firstOf("checks", 0),
  inMetrics("errorsByKind", (metrics) => ({ ...metrics, errorsByKind: mostFrequent(metrics.errorsByKind) })),
  withoutMetric("errorsByKind"),
  withoutMetric("codes"),
  firstOf("warnings", 1),
  firstOf("reasons", 1),
  ...textSteps(cutResult, [2048, 512, 128]),
];

/** How `run.finished` gets smaller. */
export const runFinishedSteps: StepsOf<RunFinished> = [
  firstOf("warnings", 1),
  firstOf("reasons", 1),
  firstOf("warnings", 0),
  ...textSteps<RecordData<RunFinished>>(
    (record, bytes) => ({ ...cutTexts(record, bytes), reasons: cutReasons(record.reasons, bytes) }),
    [1024, 512, 256],
  ),
];
