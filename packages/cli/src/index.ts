import { configErrors, didYouMean, exitCodes, reasonOf, renderProblems, runErrors } from "@testcar/core";
import * as run from "./commands/run.ts";
import { type CommandHelp, commandHelp, commandNames, mainHelp } from "./help.ts";
import { type Parsed, parseOptions } from "./options.ts";
import { exit, type Watch, watchProcess } from "./uncaught.ts";

/** A module of `commands/`. */
interface Command {
  readonly help: CommandHelp;
  readonly main: (parsed: Parsed, watch: Watch) => Promise<number>;
}

// Each command loads what it needs when it is called. The one that has to start fast is there already.
const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["run", () => Promise.resolve(run)],
  ["init", () => import("./commands/init.ts")],
  ["sidecar", () => import("./commands/sidecar.ts")],
  ["list", () => import("./commands/list.ts")],
  ["validate", () => import("./commands/validate.ts")],
  ["plugins", () => import("./commands/plugins.ts")],
  ["explain", () => import("./commands/explain.ts")],
  ["read", () => import("./commands/read.ts")],
  ["inject", () => import("./commands/inject.ts")],
  ["completion", () => import("./commands/completion.ts")],
]);

/** What records have left for their last bytes, in milliseconds: whoever wrote them has waited for their reader already. */
const LAST_MS = 1000;

/** What plugins have left to come to their own end, in milliseconds. */
const GRACE_MS = 100;

const TAKES_ARGUMENTS = new Set(["completion", "explain"]);

const TELLS_BY_RECORDS = new Set(["run", "sidecar"]);

function usage(problem: string, hint: string): number {
  process.stderr.write(renderProblems([configErrors.USAGE({ problem, hint }).toReason()]));
  return exitCodes.configuration;
}

const HELP = new Set(["help", "--help", "-h"]);

async function dispatch(args: readonly string[], watch: Watch): Promise<number> {
  // "testcar help run" is "testcar run --help".
  const [name, ...rest] = HELP.has(args[0] ?? "") && args[1] !== undefined ? [args[1], "--help"] : args;
  if (name === undefined || HELP.has(name)) {
    const { version } = await import("./version.ts");
    process.stdout.write(mainHelp(version));
    return name === undefined ? exitCodes.configuration : 0;
  }
  if (name === "complete" && rest[0] === "--") {
    // What the scripts of "testcar completion" ask.
    const { answer } = await import("./completion/answer.ts");
    const helpOf = async (command: string) => (await commands.get(command)?.())?.help;
    return answer(rest.slice(1), { helpOf, watch });
  }
  const load = commands.get(name);
  if (load === undefined) {
    if (name.startsWith("-")) {
      return usage(`Unknown option ${name}`, "A command comes first, then its options. See testcar --help.");
    }
    return usage(`Unknown command ${name}`, `${didYouMean(name, commandNames)} See testcar --help.`.trim());
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
  if (problems.length > 0 && !TELLS_BY_RECORDS.has(name)) {
    process.stderr.write(renderProblems(problems.map((problem) => problem.toReason())));
    return exitCodes.configuration;
  }
  return command.main({ ...parsed, problems }, watch);
}

/**
 * The `testcar` command: sets the process's exit code, and ends the process even when a plugin has left something open.
 *
 * @param args - What stands behind the command's name.
 */
export async function main(args: readonly string[]): Promise<void> {
  const watch = watchProcess();
  // Who closes a pipe is told nothing more: that must not end the process in the middle of its work.
  let isCutOff = false;
  process.stdout.on("error", () => {
    isCutOff = true;
  });
  process.stderr.on("error", () => undefined);
  let exitCode: number;
  try {
    exitCode = await dispatch(args, watch);
  } catch (error) {
    process.stderr.write(renderProblems([runErrors.INTERNAL({ reason: reasonOf(error) }).toReason()]));
    exitCode = exitCodes.runner;
  }
  await new Promise<void>((resolve) => {
    if (TELLS_BY_RECORDS.has(args[0] ?? "")) setTimeout(resolve, LAST_MS).unref();
    process.stdout.write("", (error) => {
      isCutOff ||= error !== undefined && error !== null;
      resolve();
    });
  });
  // What nobody could read was not told.
  const told = isCutOff && exitCode === 0 ? exitCodes.reporter : exitCode;
  process.exitCode = told;
  // Behind the listeners of plugins: the verdict is not theirs to change.
  process.on("exit", () => {
    process.exitCode = told;
  });
  watch.end();
  setTimeout(() => void endWithLog(watch), GRACE_MS).unref();
}

/** Ends a process that something keeps alive: with its last diagnostics, unless nobody takes them. */
async function endWithLog(watch: Watch): Promise<void> {
  setTimeout(exit, LAST_MS).unref();
  await watch.flush();
  process.stderr.write("", () => exit());
}
