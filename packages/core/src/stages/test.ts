import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Reason, TestStatus } from "@testcar/report";
import type { Config } from "../config/config.ts";
import type { ExecuteContext } from "../contexts.ts";
import type { RequestAuthorizer } from "../credentials/credential.ts";
import { pluginErrors } from "../errors/catalogue/plugins.ts";
import { runErrors } from "../errors/catalogue/run.ts";
import { isTestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import type { Hooks } from "../hooks.ts";
import type { Logger } from "../log/logger.ts";
import type { Redactor } from "../log/redact.ts";
import type { Test, TestReport, TestResult } from "../model.ts";
import type { Clock } from "../process/clock.ts";
import type { Exec } from "../process/exec.ts";
import type { Limits } from "../process/limits.ts";
import { openOutput, type TestOutputSink } from "../process/output.ts";
import { isStop, problemOfStop, type StopReason, startDeadline, stopReason } from "../stop.ts";
import type { Discovered } from "./discover.ts";

/** What running one test needs. */
export interface RunTestOptions {
  readonly hooks: Hooks;
  readonly config: Pick<Config, "target" | "environment" | "testTimeout" | "maxOutput">;
  readonly suite: Discovered;
  readonly directory: string;
  /** Place of the test in its suite. */
  readonly index: number;
  readonly signal: AbortSignal;
  readonly exec: Exec;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: Limits;
  readonly redactor: Redactor;
  readonly credentials: RequestAuthorizer;
  /** Variables that the credentials add to the processes of the test. */
  readonly environment: () => Readonly<Record<string, string>>;
}

/** The reason of a stopped test or run, for its report. */
export const reasonOfStop = (stop: StopReason): Reason => problemOfStop(stop).toReason();

const isReason = (value: unknown): value is Reason =>
  typeof value === "object" &&
  value !== null &&
  "code" in value &&
  typeof value.code === "string" &&
  "message" in value &&
  typeof value.message === "string";

const isExitCode = (value: unknown): value is number | null => value === null || Number.isInteger(value);

const isResult = (value: unknown): value is TestResult =>
  typeof value === "object" &&
  value !== null &&
  "status" in value &&
  "exitCode" in value &&
  isExitCode(value.exitCode) &&
  "reasons" in value &&
  Array.isArray(value.reasons) &&
  value.reasons.every(isReason);

// The exit code is the last word: it is never turned into a pass, and into a failure only by a policy with a name.
function contradiction(result: unknown): string | undefined {
  if (result === undefined) return "it returned nothing";
  if (!isResult(result)) return "what it returned lacks a status, an exit code or its reasons";
  const { status, exitCode, reasons } = result;
  if (!["passed", "failed", "error", "timed-out", "interrupted"].includes(status))
    return `status ${String(status)}`;
  if (status === "passed" && exitCode !== 0) return `status passed with exit code ${String(exitCode)}`;
  if (status === "passed" && reasons.length > 0) return "status passed with a reason against it";
  if (status !== "passed" && reasons.length === 0) return `status ${status} without a reason`;
  if (status === "failed" && exitCode === 0 && !reasons.some(({ policy }) => policy !== undefined)) {
    return "status failed with exit code 0 and no policy";
  }
  return undefined;
}

function withStop(result: TestResult, stop: StopReason): TestResult {
  const status = stop.kind === "timeout" ? "timed-out" : "interrupted";
  return { ...result, status, reasons: [reasonOfStop(stop), ...result.reasons], partial: true };
}

const pluginOf = (test: Test, hooks: Hooks): string =>
  hooks.execute.get(test.runner)?.taps[0]?.name ?? test.runner;

async function callRunner(test: Test, context: ExecuteContext, hooks: Hooks): Promise<TestResult> {
  const hook = hooks.execute.get(test.runner);
  if (hook === undefined || !hook.isUsed()) throw runErrors.NO_RUNNER({ test: test.id, runner: test.runner });
  const result = await hook.promise(test, context);
  const plugin = pluginOf(test, hooks);
  const reason = contradiction(result);
  if (reason !== undefined) throw pluginErrors.BAD_RESULT({ plugin, test: test.id, reason }).from(plugin);
  return result;
}

function failure(error: unknown): TestResult {
  const problem = isTestcarError(error) ? error : runErrors.INTERNAL({ reason: reasonOf(error) }, error);
  return { status: "error", exitCode: null, reasons: [problem.toReason()] };
}

/** Runs one test and says what became of it, whatever happens: nothing it does ends the run. */
export async function runTest(test: Test, options: RunTestOptions): Promise<TestReport> {
  const { hooks, config, suite, directory, index, clock, redactor, limits } = options;
  const { target, environment, testTimeout } = config;
  const startedAt = clock.now().toISOString();
  const start = clock.elapsed();
  hooks.progress.call({ type: "test.started", test, startedAt });

  const name = `${String(index + 1).padStart(4, "0")}-${test.id.replaceAll(/[^\w.-]+/g, "_").slice(-80)}`;
  const output = openOutput({
    file: join(directory, "output", `${name}.log`),
    maxBytes: config.maxOutput,
    maskStream: redactor.maskStream,
    onLine: (line) => hooks.progress.call({ type: "test.output", test, line }),
  });
  const deadline = startDeadline(options.signal, testTimeout, `The test ${test.id}`, "--test-timeout");
  const { signal } = deadline;
  const processes = bindExec(options, signal, output);
  let isOver = false;

  let result: TestResult;
  try {
    const workDirectory = join(directory, "work", name);
    await mkdir(workDirectory, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw runErrors.WORK_DIRECTORY({ path: workDirectory, reason: reasonOf(error) }, error);
    });
    const context: ExecuteContext = {
      testsDirectory: suite.directory,
      workDirectory,
      signal,
      limits,
      exec: processes.exec,
      requests: { authorize: options.credentials.authorize, reject: options.credentials.reject },
      logger: options.logger.child({ plugin: pluginOf(test, hooks), test: test.id }),
      print: (text, stream = "stdout") => void output.write(Buffer.from(`${text}\n`), stream),
      progress: (progress) => {
        if (!isOver)
          hooks.progress.call({ type: "test.progress", test, progress: redactor.maskData(progress) });
      },
      ...(target === undefined ? {} : { target }),
      ...(environment === undefined ? {} : { environment }),
    };
    result = await callRunner(test, context, hooks);
  } catch (error) {
    result = isStop(error, signal) ? { status: "error", exitCode: null, reasons: [] } : failure(error);
  }
  const stop = stopReason(signal);
  if (stop !== undefined) result = withStop(result, stop);
  deadline.clear();
  await processes.end();
  isOver = true;
  const times = { startedAt, durationMs: Math.round(clock.elapsed() - start) };
  return finishReport(test, redactor.maskData(result), output, times);
}

/** The processes of one test: what they print is the test's output, and none of them outlives it. */
function bindExec(
  { exec, environment }: Pick<RunTestOptions, "exec" | "environment">,
  signal: AbortSignal,
  output: TestOutputSink,
) {
  const over = new AbortController();
  const running = new Set<Promise<unknown>>();
  const bound: Exec = (file, args, options = {}) => {
    const own = options.signal === undefined ? [] : [options.signal];
    const work = exec(file, args, {
      ...options,
      env: { ...environment(), ...options.env },
      signal: AbortSignal.any([signal, over.signal, ...own]),
      onOutput: async (chunk, stream) => {
        // The runner may keep the chunk that it gets.
        const own = options.onOutput === undefined ? chunk : new Uint8Array(chunk);
        await options.onOutput?.(chunk, stream);
        await output.write(own, stream);
      },
    });
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  const end = async (): Promise<void> => {
    over.abort();
    await Promise.allSettled(running);
  };
  return { exec: bound, end };
}

async function finishReport(
  test: Test,
  result: TestResult,
  output: TestOutputSink,
  times: { readonly startedAt: string; readonly durationMs: number },
): Promise<TestReport> {
  const status: TestStatus = result.status;
  try {
    const { file, ...summary } = await output.end(status !== "passed");
    if (status !== "passed") return { ...result, ...times, status, test, output: { ...summary, file } };
    // Nobody has to look into what a test printed that passed.
    await rm(file, { force: true }).catch(() => undefined);
    return { ...result, ...times, status, test, output: summary };
  } catch (error) {
    // What the test printed is lost: whatever it says, nobody could look into it.
    const lost = failure(error);
    const worse = status === "passed" ? lost.status : status;
    return { ...result, ...times, status: worse, test, reasons: [...result.reasons, ...lost.reasons] };
  }
}
