import type { Outcome, Reason, RunReport } from "@testcar/core";
import { plainText } from "@testcar/report";
import type { Layout } from "./layout.ts";
import { count, formatDuration } from "./numbers.ts";
import { MARKS } from "./paint.ts";
import { hintLines, reasonLines } from "./test-lines.ts";

/** The first line of a run. */
export const titleLine = (version: string, tests: number, target: string | undefined): string =>
  `testcar ${version}: ${count(tests, "test")}${target === undefined ? "" : `, target ${plainText(target)}`}`;

/** What a person should know of the run although it changes nothing. */
export function remarkLines({ ignored, warnings }: RunReport, layout: Layout): readonly string[] {
  const suspicious = ignored.filter((file) => file.suspicious === true);
  return [
    ...suspicious.flatMap(({ path, reason }) =>
      layout
        .wrap("    ", `${plainText(path)}: ${plainText(reason)}`)
        .map((line, place) => layout.paint("yellow", place === 0 ? line.replace("    ", "  ? ") : line)),
    ),
    ...warnings.flatMap((warning) => reasonLines(warning, "yellow", layout)),
  ];
}

function countsLine({ counts, durationMs }: RunReport, exitCode: number): string {
  const told = Object.entries(counts).filter(([status, number]) => status !== "total" && number > 0);
  const words =
    told.length === 0 ? "no tests" : told.map(([status, number]) => `${number} ${status}`).join(", ");
  return `${words} in ${formatDuration(durationMs)}, exit code ${exitCode}`;
}

/**
 * The end of a run: the verdict, why, and how many tests ended how.
 *
 * @param reason - Why, in one sentence: the outcome's own, or what is left of it where the tests were told just before.
 */
export function verdictLines(
  run: RunReport,
  outcome: Outcome,
  layout: Layout,
  reason: string = outcome.reason,
): readonly string[] {
  const { paint, wrap } = layout;
  const inTests = new Set(run.tests.flatMap((test) => test.reasons.map(({ code }) => code)));
  const own = outcome.reasons.filter(({ code, message }) => !inTests.has(code) && message !== outcome.reason);
  const only: Reason | undefined = outcome.reasons.find(({ message }) => message === outcome.reason);
  const code = only === undefined ? "" : `(${only.code})`;
  const isToldByTest = run.tests.some(({ reasons }) =>
    reasons.some(({ message }) => message === only?.message),
  );
  const [, style] = MARKS[outcome.verdict];
  const [first = "", ...others] = wrap("", `${outcome.verdict}: ${plainText(reason)} ${code}`.trimEnd()).map(
    (line) => (code !== "" && line.endsWith(code) ? line.slice(0, -code.length) + paint("dim", code) : line),
  );
  const kept = run.tests.find(({ status, output }) => status !== "passed" && output?.file !== undefined);
  const folder = kept?.output?.file?.replace(/\/[^/]*$/, "");
  return [
    first.replace(outcome.verdict, (verdict) => paint(["bold", ...[style].flat()], verdict)),
    ...others,
    ...(only === undefined || isToldByTest ? [] : hintLines(only, layout)),
    ...own.flatMap((problem) => reasonLines(problem, "red", layout)),
    paint("dim", countsLine(run, outcome.exitCode)),
    ...(folder === undefined ? [] : [paint("dim", `What the tests printed: ${plainText(folder)}`)]),
  ];
}
