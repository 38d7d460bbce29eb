import { kinds, languages } from "./choices.ts";

const rows: readonly (readonly [string, string])[] = [
  ["NAME", "soap: the package is testcar-plugin-soap, and configurations say soap"],
  ["--kind KIND", "what the plugin is:"],
  ...Object.entries(kinds).map(([kind, what]) => ["", `${kind.padEnd(11)} ${what}`] as const),
  ["--scope @SCOPE", "the package is @SCOPE/testcar-plugin-soap, and configurations say @SCOPE/soap"],
  ["--typescript", `${languages.typescript} (default)`],
  ["--javascript", languages.javascript],
  ["--directory DIR", "where it is written (default testcar-plugin-NAME): empty, or not there yet"],
  ["--yes, -y", "ask nothing: what is not said is as by default"],
  ["--help, -h", "show this help"],
  ["--version, -v", "show the version"],
];

/** What `--help` says. */
export const help = `Usage: npm create testcar-plugin [NAME] -- [options]

Writes a new plugin for Testcar: a package that passes its own tests. Asks for what is not said, on a terminal.

${rows.map(([left, right]) => `  ${left.padEnd(18)} ${right}\n`).join("")}`;
