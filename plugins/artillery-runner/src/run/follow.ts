import { type FSWatcher, watch } from "node:fs";

/** At most this often, however fast the file grows. */
const SETTLE_MS = 200;

/** Where the system cannot tell of changes (no inotify watches left, some network file systems). */
const FALLBACK_MS = 1000;

/** Something that can be ended. */
export interface Follower {
  stop(): void;
}

/**
 * Calls back after a file has changed. The system tells of it; only where it cannot, the file is looked at every second.
 *
 * @param file - Must exist.
 */
export function follow(file: string, onChange: () => void): Follower {
  let watcher: FSWatcher | undefined;
  let settling: NodeJS.Timeout | undefined;
  let interval: NodeJS.Timeout | undefined;

  const changed = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      onChange();
    }, SETTLE_MS);
  };
  const fallBack = (): void => {
    watcher?.close();
    interval ??= setInterval(onChange, FALLBACK_MS);
  };

  try {
    watcher = watch(file, changed).on("error", fallBack);
  } catch {
    fallBack();
  }
  return {
    stop: () => {
      watcher?.close();
      clearTimeout(settling);
      clearInterval(interval);
    },
  };
}
