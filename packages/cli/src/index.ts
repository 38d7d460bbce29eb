import { configErrors, didYouMean, exitCodes, renderProblems, runErrors } from "@testcar/core";
import { type CommandHelp, commandHelp, commandNames, mainHelp } from "./help.ts";
import { type Parsed, parseOptions } from "./options.ts";

/** A module of `commands/`. */
interface Command {
  readonly help: CommandHelp;
  readonly main: (parsed: Parsed) => Promise<number>;
}

// Each command loads what it needs when it is called.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: () => import("./commands/run.ts"),
  list: () => import("./commands/list.ts"),
  validate: () => import("./commands/validate.ts"),
  plugins: () => import("./commands/plugins.ts"),
  explain: () => import("./commands/explain.ts"),
  read: () => import("./commands/read.ts"),
};

const TAKES_ARGUMENTS = new Set(["explain"]);

function usage(problem: string, hint: string): number {
  process.stderr.write(renderProblems([configErrors.USAGE({ problem, hint }).toReason()]));
  return exitCodes.configuration;
}

async function dispatch(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const { version } = await import("./version.ts");
    process.stdout.write(mainHelp(version));
    return name === undefined ? exitCodes.configuration : 0;
  }
  const load = commands[name];
  if (load === undefined) {
    const what = name.startsWith("-") ? "option" : "command";
    const meant = what === "command" ? didYouMean(name, commandNames).trim() : "";
    return usage(`Unknown ${what} ${name}`, `${meant} See testcar --help.`.trim());
  }
  const command = await load();
  const parsed = parseOptions(rest, command.help.options, name);
  if (parsed.help) {
    process.stdout.write(commandHelp(command.help));
    return 0;
  }
  const [extra] = TAKES_ARGUMENTS.has(name) ? parsed.positionals.slice(1) : parsed.positionals;
  const problems = [...parsed.problems];
  if (extra !== undefined) {
    problems.push(
      configErrors.USAGE({ problem: `Unexpected argument ${extra}`, hint: `See testcar ${name} --help.` }),
    );
  }
  // A run tells its problems through its reporters, so that whoever reads its records learns of them.
  if (problems.length > 0 && name !== "run") {
    process.stderr.write(renderProblems(problems.map((problem) => problem.toReason())));
    return exitCodes.configuration;
  }
  return command.main({ ...parsed, problems });
}

/**
 * The `testcar` command: sets the process's exit code, and ends the process even when a plugin has left something open.
 *
 * @param args - What stands behind the command's name.
 */
export async function main(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await dispatch(args);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
    process.stderr.write(renderProblems([runErrors.INTERNAL({ reason }).toReason()]));
    process.exitCode = exitCodes.runner;
  }
  setTimeout(() => process.exit(), 500).unref();
}
