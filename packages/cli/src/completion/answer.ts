import { type Complete, RootCommand, ShellCompDirective } from "@bomb.sh/tab";
import { type CommandHelp, commandNames, commandSummaries } from "../help.ts";
import type { Option } from "../options.ts";
import type { Watch } from "../uncaught.ts";
import { argumentsOf, choicesOf, pathOf, testIds } from "./values.ts";

/** What a completion has to know of the rest of the command line. */
export interface Completing {
  /** The help of a command; undefined when there is no such command. */
  readonly helpOf: (command: string) => Promise<CommandHelp | undefined>;
  readonly watch: Watch;
}

/** A word as its command gets it: two of the shells hand it over as it is typed, with its quotes. */
const unquote = (word: string): string =>
  /^(['"]).*\1$/s.test(word) ? word.slice(1, -1) : word.replaceAll(/\\(.)/g, "$1");

/** The option whose value stands at the cursor: `--config |`, `-c |`, `--config=|`. */
function optionAtCursor(words: readonly string[], help: CommandHelp): Option | undefined {
  const [before = "", current = ""] = words.slice(-2);
  const [written = ""] = current.startsWith("--") && current.includes("=") ? current.split("=") : [before];
  const [, option] =
    Object.entries(help.options).find(
      ([name, { short }]) => written === `--${name}` || (short !== undefined && written === `-${short}`),
    ) ?? [];
  return option?.value === undefined ? undefined : option;
}

const offering =
  (values: readonly string[]) =>
  (offer: Complete): void => {
    for (const value of values) offer(value, "");
  };

function describe(root: RootCommand, name: string, help: CommandHelp, values: readonly string[]): void {
  const command = root.command(name, help.summary);
  for (const [option, { help: summary, value, short }] of Object.entries(help.options)) {
    if (value === undefined) command.option(option, summary, short);
    else command.option(option, summary, offering(values), short);
  }
}

/** Prints what the last word may become, one line each, in the protocol of the shells' scripts. */
export async function answer(typed: readonly string[], { helpOf, watch }: Completing): Promise<number> {
  const words = typed.map(unquote);
  const [name = ""] = words;
  const help = words.length > 1 ? await helpOf(name) : undefined;
  const option = help && optionAtCursor(words, help);
  const path = option && pathOf(option);
  if (path !== undefined) {
    const { ShellCompDirectiveDefault: files, ShellCompDirectiveFilterDirs: directories } =
      ShellCompDirective;
    process.stdout.write(`:${path === "file" ? files : directories}\n`);
    return 0;
  }
  const root = new RootCommand();
  for (const [command, summary] of commandSummaries) root.command(command, summary);
  root.command("help", "show the help of a command");
  if (help !== undefined) {
    const values =
      option?.value === "GLOB" ? await testIds(words.slice(1, -1), help.options, watch) : undefined;
    describe(root, name, help, values ?? (option ? choicesOf(option) : []));
  }
  const values = argumentsOf(name, commandNames);
  root.commands.get(name)?.argument("value", offering(values));
  root.parse([...words]);
  return 0;
}
