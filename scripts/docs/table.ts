const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", "<br>");

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Code in a line of Markdown. */
export const code = (text: string): string => `\`${text}\``;
