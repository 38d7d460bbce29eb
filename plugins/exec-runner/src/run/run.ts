import { basename, join } from "node:path";
import {
  type ExecResult,
  type ExecuteContext,
  isTestcarError,
  LONGEST_TIMER_MS,
  reasonOf,
  Secret,
  type Test,
  type TestResult,
} from "@testcar/core";
import { brokenOf, pathOf } from "../discover.ts";
import { errors } from "../errors.ts";
import { judge } from "../judge.ts";
import type { Command } from "../options.ts";
import { findProgram, installHint } from "../program.ts";
import { expand, type Values } from "../template.ts";
import { headersFor } from "./headers.ts";
import { writeInputs } from "./inputs.ts";
import { rememberLastLine } from "./last-line.ts";
import { openResults } from "./results.ts";

const DEFAULT_FAILED = [1];

/** What the placeholders stand for in one test. */
function valuesOf(test: Test, command: Command, context: ExecuteContext): Values {
  const { testsDirectory, workDirectory, target, environment } = context;
  const isWhole = command.always === true;
  return {
    ...(isWhole ? {} : { file: join(testsDirectory, test.file.path) }),
    // Where a name stands alone, it must not become an option.
    name: test.name.startsWith("-") ? `./${test.name}` : test.name,
    tests: testsDirectory,
    work: workDirectory,
    ...(target === undefined ? {} : { target }),
    ...(environment === undefined ? {} : { environment }),
  };
}

/** Variables of the process: what every test may want to know, and then what the configuration says. */
function environmentOf({ env = {} }: Command, values: Values, fill: (text: string) => string) {
  const { target, tests, work } = values;
  const own = Object.entries(env).map(([name, value]) => [
    name,
    value instanceof Secret ? value.reveal() : fill(value),
  ]);
  return {
    ...(target === undefined ? {} : { TESTCAR_TARGET: target }),
    ...(tests === undefined ? {} : { TESTCAR_TESTS: tests }),
    ...(work === undefined ? {} : { TESTCAR_WORK: work }),
    ...Object.fromEntries(own),
  };
}

/** A time of the command's own, beside that of every test. */
function startTimer(milliseconds: number | undefined) {
  const own = new AbortController();
  // More is for ever as far as a test is concerned.
  const timer =
    milliseconds === undefined
      ? undefined
      : setTimeout(() => own.abort(), Math.min(milliseconds, LONGEST_TIMER_MS));
  return { signal: own.signal, stop: () => clearTimeout(timer) };
}

/** Finds the program by what the placeholders stand for now. */
async function locate(word: string, command: Command, baseDirectory: string): Promise<string> {
  const found = await findProgram(word, baseDirectory, pathOf(command));
  if (found !== undefined) return found;
  throw errors.PROGRAM_MISSING({ command: command.name, program: word, install: installHint(word, command) });
}

async function start(
  program: string,
  args: readonly string[],
  command: Command,
  { exec }: Pick<ExecuteContext, "exec">,
  options: Parameters<ExecuteContext["exec"]>[2],
): Promise<ExecResult> {
  try {
    return await exec(program, args, options);
  } catch (error) {
    if (!isTestcarError(error) || error.code !== "TESTCAR_RUN_PROCESS_NOT_STARTED") throw error;
    const { name } = command;
    throw errors.NOT_STARTED({ command: name, program, reason: reasonOf(error.cause) }, error);
  }
}

/**
 * Runs the command for one test, and judges what came of it.
 *
 * @param baseDirectory - Where programs are looked for.
 * @throws TESTCAR_EXEC_PROGRAM_MISSING, _NOT_STARTED, _INPUT, _NO_HEADER, _HEADER_FOR_ONE_REQUEST
 */
export async function runCommand(
  test: Test,
  context: ExecuteContext,
  command: Command,
  baseDirectory: string,
): Promise<TestResult> {
  const broken = brokenOf(test);
  if (broken !== undefined) return { status: "error", exitCode: null, reasons: [broken] };
  const { testsDirectory, workDirectory, logger } = context;
  const values = valuesOf(test, command, context);
  const [word = "", ...args] = command.command.map((text) => expand(text, values));
  const program = await locate(word, command, baseDirectory);
  const headers = await headersFor(command, context);
  const fill = (text: string): string => expand(text, values, headers);
  await using _inputs = await writeInputs(command.inputs, workDirectory, fill);
  const report = {
    junit: command.junit === undefined ? undefined : fill(command.junit),
    tap: command.tap === undefined ? undefined : fill(command.tap),
  };
  const results = await openResults(report, values.file);
  const lastLine = rememberLastLine();
  const timer = startTimer(command.timeout);
  try {
    const exit = await start(program, args, command, context, {
      cwd: command.cwd === "work" ? workDirectory : testsDirectory,
      env: environmentOf(command, values, fill),
      signal: AbortSignal.any([context.signal, timer.signal]),
      onOutput: (chunk, stream) => {
        lastLine.add(chunk, stream);
        results.add(chunk, stream);
      },
    });
    if (exit.leftBehind !== undefined)
      logger.warn(`Ended processes that the test left running: ${exit.leftBehind}`);
    return judge(
      {
        exit,
        isLate: exit.aborted && timer.signal.aborted && !context.signal.aborted,
        report: await results.read(),
        lastLine: lastLine.text(),
      },
      {
        name: command.name,
        program: basename(program),
        failed: command.failed ?? DEFAULT_FAILED,
        policies: command.policies ?? {},
        timeout: command.timeout,
      },
    );
  } finally {
    timer.stop();
  }
}
