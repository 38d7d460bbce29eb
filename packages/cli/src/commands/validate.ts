import {
  type Discovered,
  discover,
  exitCodes,
  isTestcarError,
  logCauses,
  prepare,
  problemsOf,
  type Reason,
  renderProblems,
  runErrors,
  type TestcarError,
} from "@testcar/core";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { requestFor } from "../request.ts";
import type { Watch } from "../uncaught.ts";

const { config, tests, target, only, env, "log-level": logLevel, help: helpOption } = allOptions;

export const help: CommandHelp = {
  usage: "validate [options]",
  summary:
    "Checks configuration, plugins, options and tests, and tells everything that is wrong at once. Runs nothing.",
  options: { config, tests, target, only, env, "log-level": logLevel, help: helpOption },
};

/** A configuration that was looked at: what is in it, and what is wrong with it. */
export interface Inspection {
  readonly prepared: Awaited<ReturnType<typeof prepare>>;
  readonly suite: Discovered | undefined;
  readonly problems: readonly TestcarError[];
  /** What is wrong with the definitions of tests, as far as it is known without running them. */
  readonly broken: readonly Reason[];
}

// A configuration that cannot be read names no tests: what is wrong with others would only confuse.
const UNREAD = new Set(["TESTCAR_CONFIG_NOT_FOUND", "TESTCAR_CONFIG_SYNTAX", "TESTCAR_CONFIG_UNREADABLE"]);

/** Goes as far as discovery, and collects every problem on the way. */
export async function inspect(parsed: Parsed, watch: Watch): Promise<Inspection> {
  const { signal } = new AbortController();
  const prepared = await prepare(requestFor(parsed, signal, watch));
  const problems = [...prepared.problems];
  const { hooks, config: loaded, guard } = prepared;
  const runners = guard.runners();
  let suite: Discovered | undefined;
  try {
    const isRead = !problems.some(({ code }) => UNREAD.has(code));
    // Whoever looks wants to see what is there now.
    const config = { ...loaded, waitFor: undefined };
    if (isRead) suite = await discover({ hooks, config, runners, signal });
  } catch (error) {
    for (const problem of problemsOf(error)) {
      if (!isTestcarError(problem)) throw error;
      // Without its plugins a suite is empty for a reason that is told already.
      if (problems.length === 0 || problem.code !== "TESTCAR_RUN_NO_TESTS") problems.push(problem);
    }
  }
  for (const { id, runner } of suite?.tests ?? []) {
    if (!runners.includes(runner)) problems.push(runErrors.NO_RUNNER({ test: id, runner }));
  }
  logCauses(prepared.logger, problems);
  await prepared.logger.flush();
  return { prepared, suite, problems, broken: suite?.tests.flatMap((test) => test.problems ?? []) ?? [] };
}

/** Prints problems to stderr and gives the exit code that goes with them: that of the earliest stage. */
export function tellProblems(problems: readonly TestcarError[]): number {
  if (problems.length === 0) return 0;
  process.stderr.write(renderProblems(problems.map((problem) => problem.toReason())));
  return Math.min(...problems.map((problem) => problem.exitCode));
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** `testcar validate` */
export async function main(parsed: Parsed, watch: Watch): Promise<number> {
  const { prepared, suite, problems, broken } = await inspect(parsed, watch);
  const exitCode = tellProblems(problems);
  if (broken.length > 0) process.stderr.write(renderProblems(broken));
  if (suite === undefined || problems.length + broken.length > 0) {
    process.stderr.write(`\n${count(problems.length + broken.length, "problem")}.\n`);
    return exitCode === 0 ? exitCodes.runner : exitCode;
  }
  const { config: loaded, plugins } = prepared;
  process.stdout.write(
    `${loaded.file ?? "No configuration file"}: valid; ${count(plugins.length, "plugin")}, ${count(suite.tests.length, "test")} in ${loaded.tests}.\n`,
  );
  return 0;
}
