import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { type ExecResult, type ExecuteContext, reasonOf } from "@testcar/core";
import { errors } from "../errors.ts";
import type { Evidence } from "../evidence.ts";
import { checksOf } from "./checks.ts";
import { createLineReader } from "./event-lines.ts";
import { parseEvent } from "./events.ts";
import { follow } from "./follow.ts";
import type { Invocation } from "./invocation.ts";
import { metricsOf } from "./metrics.ts";
import { createObservations } from "./observations.ts";
import { countOomKills } from "./oom-kills.ts";
import { compareOutput } from "./output-file.ts";
import { createOutputTail, type OutputTail } from "./output-tail.ts";
import { probe } from "./probe.ts";
import { toProgress } from "./progress.ts";
import { createWatchdog } from "./watchdog.ts";

/** Artillery's exit code for the failure of a worker, and the shell's for an abort, with which V8 ends a full heap. */
const WORKER_FAILED = 11;
const ABORTED = 134;

/** Where Artillery writes. Absolute paths. */
export interface ResultFiles {
  /** For what our plugin hears. */
  readonly eventsFile: string;
  /** For `--output`. */
  readonly outputFile: string;
}

/** Keeps what the events file tells, up to where it is read. */
function openEvents(file: string) {
  // Made here, so that it is closed to others whatever the umask of Artillery's process.
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    throw errors.RESULTS_LOST({ path: file, reason: reasonOf(error) }, error);
  }
  const lines = createLineReader(file);
  const observations = createObservations();
  return () => {
    for (const line of lines.read()) {
      const event = parseEvent(line);
      if (event !== undefined) observations.add(event);
    }
    return observations.current;
  };
}

/** Starts Artillery, says how far it is, and ends it when it can only hang. */
async function runToItsEnd(
  { file, args, env, cwd }: Invocation,
  eventsFile: string,
  tail: OutputTail,
  context: ExecuteContext,
) {
  const readEvents = openEvents(eventsFile);
  const watchdog = createWatchdog();
  const follower = follow(eventsFile, () => {
    const observed = readEvents();
    watchdog.look(observed);
    context.progress(toProgress(observed, Date.now()));
  });
  try {
    const signal = AbortSignal.any([context.signal, watchdog.signal]);
    const onOutput = tail.add;
    const exit = await context.exec(file, args, { cwd, env, signal, onOutput });
    if (exit.leftBehind !== undefined)
      context.logger.warn(`Ended processes that the test left running: ${exit.leftBehind}`);
    const hung = watchdog.signal.aborted && !context.signal.aborted;
    // Nobody outside wanted its end.
    return { exit: hung ? { ...exit, aborted: false } : exit, hung, observed: readEvents() };
  } finally {
    follower.stop();
    watchdog.stop();
  }
}

/** A test can print anything: its words count only together with the way it ended. */
function ranOutOfMemory(
  { exitCode, signal, aborted }: ExecResult,
  tail: OutputTail,
  killed: boolean,
): boolean {
  if (aborted) return false;
  if (exitCode === WORKER_FAILED || exitCode === ABORTED || signal === "SIGABRT")
    return tail.saysOutOfMemory();
  return signal === "SIGKILL" && killed;
}

/** Runs Artillery and collects everything that can be known of it. */
export async function collectEvidence(
  invocation: Invocation,
  { eventsFile, outputFile }: ResultFiles,
  context: ExecuteContext,
): Promise<Evidence> {
  const tail = createOutputTail();
  const kills = countOomKills();
  const { exit, hung, observed } = await runToItsEnd(invocation, eventsFile, tail, context);
  const { script, undefinedFunctions, uncheckedExpectations, failedExpectations } = observed;
  const { credentials, credentialProblems } = observed;
  const { done, workerLost, stats } = observed;
  const message = exit.exitCode === 0 ? undefined : tail.failure();
  const discrepancies = done ? await compareOutput(outputFile, stats.counters) : [];
  const isWhole = exit.exitCode === 0 && done && discrepancies.length === 0;
  const unwritable = isWhole ? undefined : await probe(dirname(eventsFile));
  return {
    exit,
    ...(script === undefined ? {} : { script }),
    undefinedFunctions,
    uncheckedExpectations,
    failedExpectations,
    canAuthorize: credentials.ready || !credentials.wanted,
    credentialProblems,
    completed: done,
    metrics: metricsOf(observed),
    checks: checksOf(observed),
    workerLost,
    hung,
    outOfMemory: ranOutOfMemory(exit, tail, countOomKills() > kills),
    ...(message === undefined ? {} : { message }),
    ...(unwritable === undefined ? {} : { unwritable }),
    discrepancies,
  };
}
