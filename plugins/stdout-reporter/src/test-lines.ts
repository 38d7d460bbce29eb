import type { Reason, TestReport } from "@testcar/core";
import { plainText } from "@testcar/report";
import type { Layout } from "./layout.ts";
import { formatDuration, measurements } from "./numbers.ts";
import { MARKS, type Style } from "./paint.ts";

const INDENT = " ".repeat(6);

/** One line: what became of a test, how long it took, what it measured. */
export function headline({ test, status, durationMs, metrics = {} }: TestReport, layout: Layout): string {
  const [mark, style] = MARKS[status];
  const time = status === "skipped" ? "" : formatDuration(durationMs).padStart(9);
  const rest = `${layout.name(plainText(test.name))} ${time}  ${measurements(metrics)}`.trimEnd();
  return layout.cut(`  ${layout.paint(style, mark)} ${rest}`);
}

/** What to do about a reason. */
export function hintLines({ hint }: Reason, { wrap }: Layout): readonly string[] {
  if (hint === undefined) return [];
  const [first = "", ...others] = wrap(`${INDENT}  `, plainText(hint));
  return [first.replace(" ".repeat(8), `${INDENT}→ `), ...others];
}

/** A reason, with its code for `testcar explain`, and what to do. */
export function reasonLines(reason: Reason, style: Style, layout: Layout): readonly string[] {
  const { paint, wrap } = layout;
  const policy = reason.policy === undefined ? "" : `, policy ${reason.policy}`;
  const code = `(${reason.code}${policy})`;
  const lines = wrap(INDENT, `${plainText(reason.message)} ${code}`).map((line) =>
    line.endsWith(code) ? paint(style, line.slice(0, -code.length)) + paint("dim", code) : paint(style, line),
  );
  return [...lines, ...hintLines(reason, layout)];
}

/** Everything that there is to say of a test beside its headline, with the last lines that it printed. */
export function detailLines(
  { status, reasons, warnings = [] }: TestReport,
  output: readonly string[],
  layout: Layout,
): readonly string[] {
  const [, style] = MARKS[status];
  const isTold = status !== "passed" && status !== "skipped";
  return [
    // The first reason is the one to act on; testcar explain tells what to do about the others.
    ...reasons.flatMap(({ hint, ...reason }, place) =>
      reasonLines(place === 0 && hint !== undefined ? { ...reason, hint } : reason, style, layout),
    ),
    ...warnings.flatMap((warning) => reasonLines(warning, "yellow", layout)),
    ...(isTold ? output : []).flatMap((line) =>
      layout.quote(`${INDENT}| `, line).map((part) => layout.paint("dim", part)),
    ),
  ];
}
