import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../docs/performance.md", import.meta.url));

/** Puts a table between the markers of a command in docs/performance.md. */
export function writeTable(command, head, rows) {
  const text = readFileSync(page, "utf8");
  const start = `<!-- measured: ${command} -->`;
  const end = "<!-- end of measured -->";
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`docs/performance.md has no place for ${command}`);
  const machine = `Medians, on ${cpus().length} cores with Node ${process.version}, by \`${command}\`:`;
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = `| --- |${" ---: |".repeat(head.length - 1)}`;
  const table = [line(head), rule, ...rows.map(line)].join("\n");
  writeFileSync(page, `${text.slice(0, from)}${start}\n\n${machine}\n\n${table}\n\n${text.slice(to)}`);
}
