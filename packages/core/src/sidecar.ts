import { readLog, writeReplayed } from "@testcar/report";
import { loadConfig } from "./config/load.ts";
import { journalErrors } from "./errors/catalogue/journal.ts";
import { runErrors } from "./errors/catalogue/run.ts";
import { isTestcarError, type TestcarError } from "./errors/error.ts";
import { reasonOf } from "./errors/reason.ts";
import { walkFiles } from "./files/walk.ts";
import type { Outcome } from "./model.ts";
import { digestOf } from "./once/digest.ts";
import type { Finished } from "./once/entries.ts";
import { HeldOutput } from "./once/held-output.ts";
import { type Journal, openJournal } from "./once/journal.ts";
import { readIdentity, runKey } from "./once/key.ts";
import { recordsOf } from "./once/own-records.ts";
import { writeTerminationLog } from "./once/termination-log.ts";
import type { RunRequest } from "./prepare.ts";
import { systemClock } from "./process/clock.ts";
import { run } from "./run.ts";
import { isStop, problemOfStop, stopReason } from "./stop.ts";
import { judge } from "./verdict.ts";

/** Where a sidecar keeps what must outlive a restart of its container. */
export const STATE_DIRECTORY = "/run/testcar";

/** Milliseconds that a reader of stdout has at the end: whoever does not read will find everything in the journal. */
const PRINT_MS = 5_000;

/** A run that was found to have been cut off: nobody knows by which signal, and SIGKILL (9) is the likeliest. */
const CUT_OFF = 128 + 9;

/** What a sidecar takes from outside. */
export interface SidecarRequest extends RunRequest {
  /** Absolute path of the state directory. */
  readonly stateDirectory: string;
  /** Gets the last record, when there is such a file. */
  readonly terminationLog: string;
}

/** How a sidecar came to its end. */
export interface SidecarEnd {
  /** That of the verdict. */
  readonly exitCode: number;
  /** True when it was stopped from outside: there is nothing to hold for. */
  readonly stopped: boolean;
}

/**
 * Runs the tests at most once for a state directory. A restarted agent says again what the first one found; one that finds a run
 * that was cut off says `interrupted`. Nothing is printed as a verdict before it is stored.
 *
 * @example
 * ```ts
 * const { exitCode } = await sidecar({ ...request, stateDirectory: STATE_DIRECTORY, terminationLog: "/dev/termination-log" });
 * ```
 */
export async function sidecar(request: SidecarRequest): Promise<SidecarEnd> {
  const { stateDirectory, signal, env } = request;
  const now = (request.clock ?? systemClock).now;
  let journal: Journal | undefined;
  try {
    const key = await runKey(readIdentity(env), () => contentDigest(request));
    journal = openJournal({ directory: stateDirectory, key, now });
    const start = journal.countStart();
    const turn = await journal.take(signal);
    const entry = turn.kind === "finished" ? turn.entry : await bringAbout(turn, journal, request);
    journal.showPassed(entry);
    if (turn.kind === "finished") await replay(entry, start, request);
    else writeTerminationLog(request.terminationLog, entry.records);
    return { exitCode: entry.exitCode, stopped: signal.aborted };
  } catch (error) {
    const outcome = isStop(error, signal) ? judgeStop(signal) : judgeProblem(error);
    const records = recordsOf(outcome, agentOf(request), now);
    await print(records, request);
    writeTerminationLog(request.terminationLog, records);
    return { exitCode: outcome.exitCode, stopped: signal.aborted };
  } finally {
    journal?.close();
  }
}

/** Lets the run come to its end, or says that it did not; stored first, then printed. */
async function bringAbout(
  turn: { readonly kind: "run" } | { readonly kind: "abandoned"; readonly startedAt: string },
  journal: Journal,
  request: SidecarRequest,
): Promise<Finished> {
  const now = (request.clock ?? systemClock).now;
  const own = (outcome: Outcome): string => recordsOf(outcome, agentOf(request), now);
  const store = (outcome: Outcome, records: string): Finished =>
    journal.finish({ verdict: outcome.verdict, exitCode: outcome.exitCode, records });

  if (turn.kind === "abandoned") {
    const problem = journalErrors.INTERRUPTED({ startedAt: turn.startedAt });
    const outcome: Outcome = {
      verdict: "interrupted",
      exitCode: CUT_OFF,
      reason: problem.message,
      reasons: [problem.toReason()],
    };
    const entry = store(outcome, own(outcome));
    await print(entry.records, request);
    return entry;
  }

  journal.showPassed(undefined);
  const output = new HeldOutput(request.stdout);
  const outcome = await run({ ...request, stdout: output, flags: { ...request.flags, format: "json" } });
  // What is told has to be what came of it: a plugin may have crashed after the last record was written.
  const told = readLog(output.final);
  const isTold = told.verdict === outcome.verdict && told.exitCode === outcome.exitCode;
  const records = isTold ? output.final : own(outcome);
  try {
    const entry = store(outcome, records);
    const isOurs = entry.records === records;
    await print(isOurs && isTold ? output.held : entry.records, request);
    return entry;
  } catch (error) {
    if (!isTestcarError(error) || error.code !== journalErrors.FORGED.code) throw error;
    const forged = judgeProblem(error);
    const entry = journal.overwrite({ ...pick(forged), records: own(forged) });
    await print(entry.records, request);
    return entry;
  }
}

const pick = ({ verdict, exitCode }: Outcome) => ({ verdict, exitCode });

async function replay(entry: Finished, start: number | undefined, request: SidecarRequest): Promise<void> {
  const { run: runId } = readLog(entry.records);
  const now = (request.clock ?? systemClock).now;
  const first =
    runId === undefined ? "" : writeReplayed({ run: runId, now, ...(start === undefined ? {} : { start }) });
  await print(first + entry.records, request);
  writeTerminationLog(request.terminationLog, entry.records);
}

async function print(text: string, { stdout }: SidecarRequest): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, PRINT_MS);
    stdout.write(text, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const agentOf = ({ version }: SidecarRequest) => ({ version, node: process.version });

function judgeProblem(error: unknown): Outcome {
  const problem: TestcarError = isTestcarError(error)
    ? error
    : runErrors.INTERNAL({ reason: reasonOf(error) }, error);
  return judge({ tests: [], problems: [problem], stop: undefined, allowEmpty: false });
}

function judgeStop(signal: AbortSignal): Outcome {
  const stop = stopReason(signal);
  return stop === undefined
    ? judgeProblem(new Error("stopped"))
    : { ...judge({ tests: [], problems: [], stop, allowEmpty: false }), reason: problemOfStop(stop).message };
}

async function contentDigest(request: SidecarRequest): Promise<string | undefined> {
  const { directory, env, flags, configFile: file, signal } = request;
  try {
    const { config, problems } = await loadConfig({ directory, file, env, flags, onSecret: () => undefined });
    if (problems.length > 0) return undefined;
    const { files } = await walkFiles(config.tests, signal);
    return await digestOf(config, files);
  } catch {
    // What is wrong with them is told by the run.
    return undefined;
  }
}
