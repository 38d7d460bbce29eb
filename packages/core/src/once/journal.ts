import { join } from "node:path";
import { journalErrors } from "../errors/catalogue/journal.ts";
import { isTestcarError, type TestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import { appendOwn, publish, readOwn, replace } from "./durable.ts";
import {
  decodeFinished,
  decodeStarted,
  encode,
  type Finished,
  JOURNAL_VERSION,
  type Read,
  type Started,
} from "./entries.ts";
import type { RunKey } from "./key.ts";
import { showPassed } from "./passed-file.ts";
import { type Presence, showPresence, waitForEnd } from "./presence.ts";
import { remove, removeQuietly } from "./remove.ts";
import { nameOf, openDirectory, removeOthers } from "./state-directory.ts";

/** What an agent finds when it comes to its journal; docs/once.md has the states, and what leads from one to the other. */
export type Turn =
  /** Nothing ran yet, and it is ours to run: that is on disk already. */
  | { readonly kind: "run" }
  /** It ran, and this is what came of it. */
  | { readonly kind: "finished"; readonly entry: Finished }
  /** It was started, and whoever started it is gone. */
  | { readonly kind: "abandoned"; readonly startedAt: string };

/** What is stored of the end of a run. */
export type End = Omit<Finished, "journal" | "key">;

/** The memory of a pod: whether tests were run in it, and what came of it. */
export interface Journal {
  /**
   * Takes the turn of this agent; while another one is at work, waits for its end.
   *
   * @throws TESTCAR_JOURNAL_CORRUPT, TESTCAR_JOURNAL_NEWER, TESTCAR_JOURNAL_UNWRITABLE; the signal's reason, unless there is
   * something stored to be said.
   */
  take(signal: AbortSignal): Promise<Turn>;
  /**
   * Stores the end of the run, unless one is stored.
   *
   * @returns What is stored: what was given, or that the run was interrupted, as another agent saw it.
   * @throws TESTCAR_JOURNAL_UNWRITABLE, TESTCAR_JOURNAL_FORGED
   */
  finish(end: End): Finished;
  /**
   * Stores an end in place of whatever is there. Only for the agent that ran the tests, and never a better one.
   *
   * @throws TESTCAR_JOURNAL_UNWRITABLE
   */
  overwrite(end: End): Finished;
  /**
   * Puts the file `passed` there for a stored pass, and takes it away otherwise.
   *
   * @returns What is wrong with that; the verdict stands all the same.
   */
  showPassed(entry: Finished | undefined): TestcarError | undefined;
  /** The how-many-eth start of an agent with this journal; undefined when it cannot be counted. */
  countStart(): number | undefined;
  /** Lets those who wait for this agent go on. */
  close(): void;
}

/** What a journal needs. */
export interface JournalOptions {
  /** Absolute path of the state directory. */
  readonly directory: string;
  readonly key: RunKey;
  readonly now: () => Date;
}

/**
 * Opens the journal in a state directory, which is made if it is missing. Each key has files of its own: what another
 * workload, rollout or pod has left is never taken for ours, and never in the way.
 *
 * @throws TESTCAR_JOURNAL_DIRECTORY
 */
export function openJournal({ directory, key: given, now }: JournalOptions): Journal {
  const key = attempt(
    () => {
      openDirectory(directory);
      return nameOf(given, directory);
    },
    (error) => journalErrors.DIRECTORY({ path: directory, reason: reasonOf(error) }, error),
  );
  const paths = {
    started: join(directory, `started-${key}.json`),
    finished: join(directory, `finished-${key}.json`),
    starts: join(directory, `starts-${key}`),
    passed: join(directory, "passed"),
  };
  const own = { journal: JOURNAL_VERSION, key } as const;
  let presence: Presence | undefined;

  const findFinished = (): Read<Finished> => decodeFinished(readOwn(paths.finished), key);
  const readFinished = (): Finished | undefined => trusted(paths.finished, findFinished);
  const readStarted = (): Started | undefined =>
    trusted(paths.started, () => decodeStarted(readOwn(paths.started), key));

  const lives = (started: Started, signal: AbortSignal): Promise<boolean> =>
    waitForEnd(directory, started.presence, signal).catch((error: unknown) => {
      const reason = `nobody can tell whether its agent lives: ${reasonOf(error)}`;
      throw journalErrors.CORRUPT({ path: paths.started, reason }, error);
    });

  const claim = async (): Promise<boolean> => {
    presence ??= await showPresence(directory).catch((error: unknown) => {
      throw journalErrors.UNWRITABLE({ path: directory, reason: reasonOf(error) }, error);
    });
    const entry: Started = { ...own, startedAt: now().toISOString(), presence: presence.name };
    return written(paths.started, () => publish(paths.started, encode(entry)));
  };

  return {
    take: async (signal) => {
      for (;;) {
        const started = readStarted();
        const isAtWork = started !== undefined && (await lives(started, signal));
        // Whoever may not wait knows nothing yet: what is there could still be another's doing.
        if (isAtWork) signal.throwIfAborted();
        // Only now: its agent may have come to the end after all.
        const finished = readFinished();
        if (finished !== undefined && started !== undefined) return { kind: "finished", entry: finished };
        if (isAtWork) continue;
        if (started !== undefined) return { kind: "abandoned", startedAt: started.startedAt };
        // Both may have come between the two looks.
        if (finished !== undefined && readStarted() !== undefined) continue;
        if (finished !== undefined)
          throw journalErrors.CORRUPT({ path: paths.finished, reason: "it is the end of no start" });
        signal.throwIfAborted();
        written(paths.passed, () => remove(paths.passed));
        if (!(await claim())) continue;
        removeOthers(directory, key);
        return { kind: "run" };
      }
    },
    finish: (end) => {
      const entry: Finished = { ...own, ...end };
      if (written(paths.finished, () => publish(paths.finished, encode(entry)))) return entry;
      const stored = attempt(findFinished, (error) => journalErrors.FORGED({ path: paths.finished }, error));
      // Another agent that took this one for dead stores that it was interrupted; nobody else stores anything.
      if (stored !== undefined && "entry" in stored && stored.entry.verdict === "interrupted")
        return stored.entry;
      throw journalErrors.FORGED({ path: paths.finished });
    },
    overwrite: (end) => {
      const entry: Finished = { ...own, ...end };
      try {
        written(paths.finished, () => replace(paths.finished, encode(entry)));
      } catch (error) {
        // Without an end this run counts as interrupted: better than an end that is not ours.
        if (!isStored(findFinished, entry)) removeQuietly(paths.finished);
        throw error;
      }
      return entry;
    },
    showPassed: (entry) => {
      const isPassed = entry?.verdict === "passed" && entry.exitCode === 0;
      try {
        if (isPassed) showPassed(paths.passed);
        else remove(paths.passed);
        return undefined;
      } catch (error) {
        return journalErrors.PROBE({ path: paths.passed, reason: reasonOf(error) }, error);
      }
    },
    countStart: () => {
      try {
        // Each start is one byte, appended: there is nothing to read, to change and to write back.
        return appendOwn(paths.starts, ".");
      } catch {
        return undefined;
      }
    },
    close: () => {
      presence?.close();
      presence = undefined;
    },
  };
}

function isStored(find: () => Read<Finished>, { records }: Finished): boolean {
  try {
    const stored = find();
    return stored !== undefined && "entry" in stored && stored.entry.records === records;
  } catch {
    return false;
  }
}

function trusted<Entry>(path: string, read: () => Read<Entry>): Entry | undefined {
  const found = attempt(read, (error) => journalErrors.CORRUPT({ path, reason: reasonOf(error) }, error));
  if (found === undefined) return undefined;
  if ("entry" in found) return found.entry;
  const data = { path, reason: found.why };
  throw found.isNewer ? journalErrors.NEWER(data) : journalErrors.CORRUPT(data);
}

const written = <T>(path: string, write: () => T): T =>
  attempt(write, (error) => journalErrors.UNWRITABLE({ path, reason: reasonOf(error) }, error));

function attempt<T>(work: () => T, toError: (error: unknown) => TestcarError): T {
  try {
    return work();
  } catch (error) {
    throw isTestcarError(error) ? error : toError(error);
  }
}
