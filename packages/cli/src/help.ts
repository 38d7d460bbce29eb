import type { Options } from "./options.ts";

/** What the help says of a command. */
export interface CommandHelp {
  /** After "testcar": `run [options]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options: Options;
  /** Paragraphs below the options. */
  readonly notes?: readonly string[];
}

const COMMANDS: readonly (readonly [string, string])[] = [
  ["init", "write a configuration for what is here"],
  ["run", "run the tests once; the exit code is the verdict"],
  ["sidecar", "run the tests at most once per pod, say the verdict, then hold"],
  ["list", "say which tests there are, who runs them, and what is ignored"],
  ["validate", "check configuration, plugins, options and tests; run nothing"],
  ["plugins", "say which plugins are used, and where they come from"],
  ["explain CODE", "say what an error code means and what to do about it"],
  ["read", "read a log on standard input and tell its verdict"],
  ["inject", "put the agent into the pods of Kubernetes manifests"],
  ["completion SHELL", "print what makes bash, zsh or fish complete this command"],
];

const row = (left: string, right: string, width = 22): string => `  ${left.padEnd(width)}  ${right}`;

/** The help of `testcar` itself. */
export function mainHelp(version: string): string {
  return [
    `testcar ${version}: proves that a freshly deployed service works, from beside it.`,
    "",
    "Usage: testcar COMMAND [options]",
    "",
    ...COMMANDS.map(([command, summary]) => row(command, summary)),
    "",
    row("--help, -h", "show this help, or that of a command"),
    row("--version, -v", "show the version"),
    "",
  ].join("\n");
}

/** What each command does, by its name. */
export const commandSummaries: ReadonlyMap<string, string> = new Map(
  COMMANDS.map(([command, summary]) => [command.split(" ", 1)[0] ?? command, summary]),
);

/** Names of the commands. */
export const commandNames: readonly string[] = [...commandSummaries.keys()];

/** The help of one command. */
export function commandHelp({ usage, summary, options, notes = [] }: CommandHelp): string {
  const names = Object.entries(options).map(([name, { value, short }]) =>
    [`--${name}`, value === undefined ? "" : ` ${value}`, short === undefined ? "" : `, -${short}`].join(""),
  );
  const width = Math.max(22, ...names.map((name) => name.length));
  const rows = Object.values(options).map(({ help }, index) => row(names[index] ?? "", help, width));
  return [
    `Usage: testcar ${usage}`,
    "",
    summary,
    "",
    ...rows,
    "",
    ...notes.flatMap((note) => [note, ""]),
  ].join("\n");
}
