import type { Outcome, RunReport, TestReport } from "@testcar/core";
import { plainText } from "@testcar/report";
import type { Layout } from "../layout.ts";
import { count } from "../numbers.ts";
import { MARKS } from "../paint.ts";
import { detailLines, headline } from "../test-lines.ts";
import { remarkLines, verdictLines } from "../verdict-lines.ts";

/** What there is to say of a test when it ends; the rest of a failure comes in the summary. */
export function endLines(report: TestReport, layout: Layout): readonly string[] {
  const { status, reasons } = report;
  if (status === "passed") return [headline(report, layout), ...detailLines(report, [], layout)];
  // Who has stopped the run knows why.
  if (status === "interrupted") return [headline(report, layout)];
  const why = plainText(reasons[0]?.message ?? "");
  return [headline(report, layout), layout.paint(MARKS[status][1], layout.cut(`      ${why}`))];
}

/** One line for all tests that were skipped for the same reason: after a failure, or a stop, it may be hundreds. */
function skippedLines(tests: readonly TestReport[], { cut, name, paint }: Layout): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { test, status, reasons } of tests) {
    const why = reasons[0]?.message ?? "";
    if (status === "skipped") names.set(why, [...(names.get(why) ?? []), test.name]);
  }
  const [mark, style] = MARKS.skipped;
  return [...names].map(([why, [first = "", ...others]]) => {
    const which = others.length === 0 ? plainText(first) : count(others.length + 1, "test");
    return cut(`  ${paint(style, mark)} ${name(which)} ${paint("dim", plainText(why))}`);
  });
}

/** A test as the summary tells it: of one that ended because the run was stopped, only what it was about to do. */
function inSummary(
  report: TestReport,
  output: readonly string[],
  { reason }: Outcome,
): readonly TestReport[] {
  if (report.status !== "interrupted" || report.reasons[0]?.message !== reason) return [report];
  return output.length === 0 ? [] : [{ ...report, reasons: [] }];
}

/** What a failure of tests comes to when the test that it names has been told just above. */
function shortReason({ reason }: Outcome, tests: readonly TestReport[]): string {
  const ends = tests.map(({ test, reasons: [first] }) => `: ${test.id}: ${first?.message ?? ""}`);
  const end = ends.find((told) => reason.endsWith(told));
  return end === undefined ? reason : reason.slice(0, -end.length);
}

/** What a summary needs beside the run. */
export interface Told {
  readonly layout: Layout;
  /** The last lines of each test that did not pass, by its id. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  /** There is one test, and what became of it has been left to the summary, unless it was interrupted. */
  readonly isLone: boolean;
}

/** What is below the tests when the run is over: what did not pass, and why, and the verdict. */
export function summaryLines(
  run: RunReport,
  outcome: Outcome,
  { layout, outputs, isLone }: Told,
): readonly string[] {
  const told = run.tests.flatMap((report) => {
    const output = outputs.get(report.test.id);
    return output === undefined ? [] : inSummary(report, output, outcome);
  });
  const hasHeading = told.some(({ status }) => !isLone || status === "interrupted");
  return [
    ...skippedLines(run.tests, layout),
    ...(hasHeading ? ["", layout.paint("bold", "Not passed:"), ""] : []),
    ...told.flatMap((report, place) => [
      ...(place === 0 ? [] : [""]),
      headline(report, layout),
      ...detailLines(report, outputs.get(report.test.id) ?? [], layout),
    ]),
    ...remarkLines(run, layout),
    "",
    ...verdictLines(run, outcome, layout, shortReason(outcome, told)),
  ];
}
