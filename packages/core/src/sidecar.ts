import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { readLog, writeReplayed } from "@testcar/report";
import { loadConfig } from "./config/load.ts";
import { journalErrors } from "./errors/catalogue/journal.ts";
import { runErrors } from "./errors/catalogue/run.ts";
import { isTestcarError, type TestcarError } from "./errors/error.ts";
import { reasonOf } from "./errors/reason.ts";
import { renderProblems } from "./errors/render.ts";
import { waitForTests } from "./files/wait-for.ts";
import { walkFiles } from "./files/walk.ts";
import type { Outcome } from "./model.ts";
import { digestOf } from "./once/digest.ts";
import type { Finished } from "./once/entries.ts";
import { HeldOutput } from "./once/held-output.ts";
import { type End, type Journal, openJournal, type Turn } from "./once/journal.ts";
import { type RunKey, readIdentity, runKey } from "./once/key.ts";
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
  const { stateDirectory, signal } = request;
  const now = nowOf(request);
  let journal: Journal | undefined;
  try {
    journal = openJournal({ directory: stateDirectory, key: await keyOf(request), now });
    const start = journal.countStart();
    const turn = await journal.take(signal);
    const { entry, unsaid } = await endOf(turn, journal, start, request);
    tellWarning(journal.showPassed(entry), request);
    await print(unsaid, request);
    writeTerminationLog(request.terminationLog, entry.records);
    return { exitCode: entry.exitCode, stopped: signal.aborted };
  } catch (error) {
    const isStopped = isStop(error, signal);
    const outcome = isStopped ? judgeStop(signal) : judgeProblem(error, request.problems);
    // Nobody knows what came of the run. An agent that had to leave before its turn leaves the file to the one at work.
    if (!isStopped) tellWarning(journal?.showPassed(undefined), request);
    const records = recordsOf(outcome, agentOf(request), now);
    await print(records, request);
    writeTerminationLog(request.terminationLog, records);
    return { exitCode: outcome.exitCode, stopped: signal.aborted };
  } finally {
    journal?.close();
  }
}

/** What is stored, and the part of it that is still to be printed. */
interface Told {
  readonly entry: Finished;
  readonly unsaid: string;
}

async function endOf(
  turn: Turn,
  journal: Journal,
  start: number | undefined,
  request: SidecarRequest,
): Promise<Told> {
  switch (turn.kind) {
    case "finished":
      return { entry: turn.entry, unsaid: noteOf(turn.entry, start, request) + turn.entry.records };
    case "abandoned": {
      const entry = journal.finish(endWith(judgeCutOff(turn.startedAt), request));
      return { entry, unsaid: entry.records };
    }
    case "run":
      return runOnce(journal, request);
  }
}

/** Lets the run come to its end, and stores that before it is told. */
async function runOnce(journal: Journal, request: SidecarRequest): Promise<Told> {
  const output = new HeldOutput(request.stdout);
  const end = await run({ ...request, stdout: output, flags: { ...request.flags, format: "json" } }).then(
    (outcome) => endAsTold(outcome, output.final, request),
    (error: unknown) => endWith(judgeProblem(error), request),
  );
  try {
    const entry = journal.finish(end);
    return { entry, unsaid: entry.records === output.final ? output.held : entry.records };
  } catch (error) {
    // What cannot be stored as it is, or was there before, is no verdict.
    const entry = journal.overwrite(endWith(judgeProblem(error), request));
    return { entry, unsaid: entry.records };
  }
}

/** What is told has to be what came of it: a plugin may have crashed after the last record was written. */
function endAsTold(outcome: Outcome, records: string, request: SidecarRequest): End {
  const { verdict, exitCode } = outcome;
  const told = readLog(records);
  if (told.verdict === verdict && told.exitCode === exitCode) return { verdict, exitCode, records };
  if (verdict !== "passed") return endWith(outcome, request);
  return endWith(judgeProblem(new Error("the records of the run do not say that it passed")), request);
}

/** An end in words of our own. */
function endWith(outcome: Outcome, request: SidecarRequest): End {
  const { verdict, exitCode } = outcome;
  return { verdict, exitCode, records: recordsOf(outcome, agentOf(request), nowOf(request)) };
}

function noteOf({ records }: Finished, start: number | undefined, request: SidecarRequest): string {
  const { run: runId } = readLog(records);
  return runId === undefined ? "" : writeReplayed({ run: runId, now: nowOf(request), start });
}

function tellWarning(problem: TestcarError | undefined, { stderr }: SidecarRequest): void {
  if (problem !== undefined) stderr.write(renderProblems([problem.toReason()]));
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

const nowOf = ({ clock = systemClock }: SidecarRequest) => clock.now;

const agentOf = ({ version }: SidecarRequest) => ({ version, node: process.version });

function judgeProblem(error: unknown, before: readonly TestcarError[] = []): Outcome {
  const problem: TestcarError = isTestcarError(error)
    ? error
    : runErrors.INTERNAL({ reason: reasonOf(error) }, error);
  return judge({ tests: [], problems: [...before, problem], stop: undefined, allowEmpty: false });
}

function judgeStop(signal: AbortSignal): Outcome {
  const stop = stopReason(signal);
  return stop === undefined
    ? judgeProblem(new Error("stopped"))
    : { ...judge({ tests: [], problems: [], stop, allowEmpty: false }), reason: problemOfStop(stop).message };
}

function judgeCutOff(startedAt: string): Outcome {
  const problem = journalErrors.INTERRUPTED({ startedAt });
  return {
    verdict: "interrupted",
    exitCode: CUT_OFF,
    reason: problem.message,
    reasons: [problem.toReason()],
  };
}

async function keyOf(request: SidecarRequest): Promise<RunKey> {
  const mountInfo = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  const identity = readIdentity({ env: request.env, mountInfo, hostName: hostname() });
  return runKey(identity, () => contentDigest(request));
}

async function contentDigest(request: SidecarRequest): Promise<string | undefined> {
  const { directory, env, flags, configFile: file, signal } = request;
  try {
    const { config, problems } = await loadConfig({ directory, file, env, flags, onSecret: () => undefined });
    if (problems.length > 0) return undefined;
    await waitForTests(config, signal);
    const { files } = await walkFiles(config.tests, signal);
    return await digestOf(config, files);
  } catch {
    // What is wrong with them is told by the run.
    return undefined;
  }
}
