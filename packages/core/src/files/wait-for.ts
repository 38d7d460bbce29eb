import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../config/config.ts";
import { runErrors } from "../errors/catalogue/run.ts";
import { startDeadline } from "../stop.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

/** How long a change may go unnoticed where the file system tells nobody of it, in milliseconds: NFS, FUSE, other nodes. */
const RECHECK_MS = 1000;

/** Directories that are watched; what changes in others is noticed by looking again. */
const MAX_WATCHED = 256;

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function nearestDirectory(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path || (await exists(parent)) ? parent : nearestDirectory(parent);
}

/** Tells that something has changed in one of some directories. */
class Alarm {
  readonly #watchers: readonly FSWatcher[];
  #ring: () => void = () => undefined;

  constructor(directories: readonly string[]) {
    this.#watchers = directories.slice(0, MAX_WATCHED).flatMap((directory) => {
      try {
        // One that is gone, or too many of them: looking again is the net below.
        return [watch(directory, () => this.#ring()).on("error", () => undefined)];
      } catch {
        return [];
      }
    });
  }

  /** Waits for a change, or for so many milliseconds; tells whether there was a change. */
  async rings(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const heard = new AbortController();
    this.#ring = () => heard.abort();
    try {
      await sleep(milliseconds, undefined, { signal: AbortSignal.any([signal, heard.signal]) });
      return false;
    } catch {
      signal.throwIfAborted();
      return true;
    }
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

async function waitForFile(path: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    // First the alarm, then a look: a file that comes in between is not missed.
    using alarm = new Alarm([await nearestDirectory(path)]);
    if (await exists(path)) return;
    await alarm.rings(RECHECK_MS, signal);
  }
}

async function waitForRest(
  directory: string,
  settle: number,
  signal: AbortSignal,
  seen: (snapshot: Snapshot) => void,
): Promise<void> {
  let before = await takeSnapshot(directory, signal);
  for (;;) {
    seen(before);
    const { directories } = before;
    using alarm = new Alarm(directories.length > 0 ? directories : [await nearestDirectory(directory)]);
    while (await alarm.rings(settle, signal));
    const after = await takeSnapshot(directory, signal);
    if (after.digest === before.digest && after.files > 0) return;
    before = after;
  }
}

/**
 * Waits until whoever fills the tests directory has finished, as far as the configuration says how to tell: until a marker
 * file is there, and until nothing in the directory has changed for some time.
 *
 * @throws TESTCAR_RUN_TESTS_INCOMPLETE when the deadline comes first; the reason of the signal when it is aborted.
 */
export async function waitForTests(
  { tests, waitFor }: Pick<Config, "tests" | "waitFor">,
  signal: AbortSignal,
): Promise<void> {
  if (waitFor === undefined) return;
  const { file, settle, deadline: milliseconds } = waitFor;
  const deadline = startDeadline(signal, milliseconds, "Waiting for the tests", "waitFor.deadline");
  let missing = "";
  try {
    if (file !== undefined) {
      const path = resolve(tests, file);
      missing = `there is no ${dirname(path) === tests ? basename(path) : path}`;
      await waitForFile(path, deadline.signal);
    }
    if (settle !== undefined) {
      missing = "it cannot be looked at";
      await waitForRest(tests, settle, deadline.signal, ({ files }) => {
        missing = files === 0 ? "there are no files" : "its files go on changing";
      });
    }
  } catch (error) {
    if (signal.aborted || !deadline.signal.aborted) throw error;
    throw runErrors.TESTS_INCOMPLETE({ path: tests, seconds: milliseconds / 1000, missing });
  } finally {
    deadline.clear();
  }
}
