import type { Reason } from "@testcar/report";

const harmless = (text: string): string => text.replace(/\p{Cc}/gu, " ");

/** Problems as plain text for people: what is wrong and where, then what to do. Ends with a line feed. */
export function renderProblems(problems: readonly Reason[]): string {
  const lines = problems.flatMap(({ code, message, hint, plugin }) => [
    `${code}${plugin === undefined ? "" : ` (${plugin})`}: ${harmless(message)}`,
    ...(hint === undefined ? [] : [`  → ${harmless(hint)}`]),
  ]);
  return `${lines.join("\n")}\n`;
}
