import { appendFileSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { journalErrors } from "../errors/catalogue/journal.ts";
import { isTestcarError, type TestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import { publish, readOwn, replace } from "./durable.ts";
import {
  decodeFinished,
  decodeStarted,
  encode,
  type Finished,
  JOURNAL_VERSION,
  type Read,
  type Started,
} from "./entries.ts";
import { type Presence, showPresence, waitForEnd } from "./presence.ts";

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
   * @throws TESTCAR_JOURNAL_CORRUPT, TESTCAR_JOURNAL_NEWER, TESTCAR_JOURNAL_UNWRITABLE; the signal's reason.
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
   * Stores an end in place of whatever is there.
   *
   * @throws TESTCAR_JOURNAL_UNWRITABLE
   */
  overwrite(end: End): Finished;
  /** Puts the file `passed` there after a stored pass, and takes it away otherwise. */
  showPassed(entry: Finished | undefined): void;
  /** The how-many-eth start of an agent with this journal; undefined when it cannot be counted. */
  countStart(): number | undefined;
  /** Lets those who wait for this agent go on. */
  close(): void;
}

/** What a journal needs. */
export interface JournalOptions {
  /** Absolute path of the state directory. */
  readonly directory: string;
  /** Whose journal it is: letters and digits. Undefined when nobody can tell: then the latest that is there counts as ours. */
  readonly key: string | undefined;
  readonly now: () => Date;
}

const FILE = /^(?:started|finished|starts)-(\w+)(?:\.json)?$/;

/** Stands for the key that nobody can tell. */
const NO_KEY = "unknown";

/**
 * Opens the journal in a state directory, which is made if it is missing. Each key has files of its own: what another
 * workload, rollout or pod has left is never taken for ours, and never in the way.
 *
 * @throws TESTCAR_JOURNAL_DIRECTORY
 */
export function openJournal({ directory, key: given, now }: JournalOptions): Journal {
  openDirectory(directory);
  const key = given ?? latestKey(directory) ?? NO_KEY;
  const paths = {
    started: join(directory, `started-${key}.json`),
    finished: join(directory, `finished-${key}.json`),
    starts: join(directory, `starts-${key}`),
    passed: join(directory, "passed"),
  };
  const own = { journal: JOURNAL_VERSION, key } as const;
  let presence: Presence | undefined;

  const readFinished = (): Finished | undefined =>
    trusted(paths.finished, () => decodeFinished(readOwn(paths.finished), key));
  const readStarted = (): Started | undefined =>
    trusted(paths.started, () => decodeStarted(readOwn(paths.started), key));

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
        signal.throwIfAborted();
        const started = readStarted();
        const isAtWork = started !== undefined && (await waitForEnd(directory, started.presence, signal));
        // Only now: its agent may have come to the end after all.
        const finished = readFinished();
        if (finished !== undefined) return { kind: "finished", entry: finished };
        if (isAtWork) continue;
        if (started !== undefined) return { kind: "abandoned", startedAt: started.startedAt };
        if (!(await claim())) continue;
        removeOthers(directory, key);
        return { kind: "run" };
      }
    },
    finish: (end) => {
      const entry: Finished = { ...own, ...end };
      if (written(paths.finished, () => publish(paths.finished, encode(entry)))) return entry;
      const stored = decodeFinished(readOwn(paths.finished), key);
      // Another agent that took this one for dead stores that it was interrupted; nobody else stores anything.
      if (stored !== undefined && "entry" in stored && stored.entry.verdict === "interrupted")
        return stored.entry;
      throw journalErrors.FORGED({ path: paths.finished });
    },
    overwrite: (end) => {
      const entry: Finished = { ...own, ...end };
      written(paths.finished, () => replace(paths.finished, encode(entry)));
      return entry;
    },
    showPassed: (entry) => {
      if (entry?.verdict === "passed" && entry.exitCode === 0)
        written(paths.passed, () => replace(paths.passed, "passed\n"));
      else written(paths.passed, () => rmSync(paths.passed, { force: true }));
    },
    countStart: () => {
      try {
        // Each start is one byte, appended: there is nothing to read, to change and to write back.
        appendFileSync(paths.starts, ".", { mode: 0o600 });
        return statSync(paths.starts).size;
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

function openDirectory(path: string): void {
  let reason: string | undefined;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const status = lstatSync(path);
    if (status.isSymbolicLink()) reason = "it is a symbolic link";
    else if (!status.isDirectory()) reason = "it is no directory";
  } catch (error) {
    throw journalErrors.DIRECTORY({ path, reason: reasonOf(error) }, error);
  }
  if (reason !== undefined) throw journalErrors.DIRECTORY({ path, reason });
}

function latestKey(directory: string): string | undefined {
  const found = readdirSync(directory).flatMap((name) => {
    const [, key] = FILE.exec(name) ?? [];
    const time = lstatSync(join(directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return key === undefined ? [] : [{ key, time }];
  });
  return found.sort((a, b) => b.time - a.time)[0]?.key;
}

// What others left is of no use to anybody once this journal is in use, and would only fill the volume.
function removeOthers(directory: string, key: string): void {
  for (const name of readdirSync(directory)) {
    const [, other] = FILE.exec(name) ?? [];
    if (other === undefined || other === key) continue;
    try {
      rmSync(join(directory, name), { force: true });
    } catch {
      // It stays where it is, and does no harm.
    }
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
