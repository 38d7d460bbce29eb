import { plainText } from "./plain-text.ts";
import type { Reading } from "./reading.ts";
import type { Reason, RunFinished, RunReplayed, TestFinished } from "./records.ts";

const duration = (ms: number | undefined): string => {
  if (ms === undefined) return "-";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
};

const reasonLines = ({ code, message, hint, policy, plugin }: Reason): string[] => {
  const origin = [policy && `policy ${policy}`, plugin && `plugin ${plugin}`].filter(Boolean).join(", ");
  return [
    `  ${plainText(code)}: ${plainText(message)}${origin && ` (${plainText(origin)})`}`,
    ...(hint ? [`    ${plainText(hint)}`] : []),
  ];
};

const replay = ({ start }: RunReplayed): string =>
  `A replay: the agent was started again${start === undefined ? "" : ` (start ${start})`}, and tells what it has stored. The tests did not run again.`;

const headline = ({ verdict, exitCode, run, finished }: Reading): string => {
  const why = finished ? `: ${plainText(finished.reason)}` : "";
  return `${verdict} (exit code ${exitCode})${why}${run === undefined ? "" : `\nrun ${plainText(run)}`}`;
};

const figures = ({ counts, startedAt, durationMs }: RunFinished): string => {
  const { total, ...others } = counts;
  const parts = Object.entries(others).flatMap(([status, count]) =>
    count > 0 ? [`${count} ${status}`] : [],
  );
  const tests = `${total} ${total === 1 ? "test" : "tests"}`;
  const list = parts.length > 0 ? `: ${parts.join(", ")}` : "";
  return `${tests}${list}, in ${duration(durationMs)}, started ${plainText(startedAt)}`;
};

const HEADINGS = ["STATUS", "TEST", "DURATION", "P95", "REQUESTS", "REASON"];

const row = ({ status, test, name, durationMs, metrics, reasons }: TestFinished): string[] => [
  status,
  plainText(name ?? test),
  duration(durationMs),
  duration(metrics?.latencyMs?.p95),
  String(metrics?.requests ?? "-"),
  reasons[0] ? plainText(`${reasons[0].code}: ${reasons[0].message}`) : "",
];

function table(tests: readonly TestFinished[]): string[] {
  const rows = [HEADINGS, ...tests.map(row)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

const COMPLETENESS = {
  complete: "The log holds every record of the run.",
  tail: "The head of the log is missing: earlier records are not shown. The verdict is whole.",
  gaps: "Records are missing from the log: not every test may be shown.",
} as const;

/** Blocks of lines with an empty line between them; empty blocks are left out. */
const blocks = (...all: readonly (readonly string[])[]): string =>
  `${all
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;

/**
 * Tells people what a log says: the verdict, why, each test, and how much of the log was there. Plain text without
 * colours; control characters in whatever comes from the log are escaped.
 *
 * @example
 * ```ts
 * process.stdout.write(renderReading(readLog(log)));
 * ```
 */
export function renderReading(reading: Reading): string {
  const { finished, replayed, tests, completeness, problems } = reading;
  const omitted = Object.entries(finished?.omitted ?? {}).map(([type, count]) => `${count} ${type}`);
  return blocks(
    [
      headline(reading),
      ...(finished ? [figures(finished)] : []),
      ...(finished && replayed ? [replay(replayed)] : []),
    ],
    (finished?.reasons ?? []).flatMap(reasonLines),
    tests.length > 0 ? table(tests) : [],
    problems.length > 0 ? ["About the log:", ...problems.flatMap(reasonLines)] : [],
    reading.run === undefined ? [] : [COMPLETENESS[completeness]],
    omitted.length > 0 ? [`The agent left out records to keep the log small: ${omitted.join(", ")}.`] : [],
  );
}
