import { createHash } from "node:crypto";
import { lstat, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../errors/reason.ts";

/** What a directory looks like at one moment. */
export interface Snapshot {
  /** The same when nothing has changed: over names, sizes, times and inodes of everything below. */
  readonly digest: string;
  /** How many entries are no directories, and not hidden. */
  readonly files: number;
  /** Absolute paths of the directory and those below it; none when it is not there. */
  readonly directories: readonly string[];
}

/** Entries that are looked at together. */
const BATCH = 64;

// What is gone again, or closed, looks like that.
const codeOf = (error: unknown): string => systemCode(error) ?? "unknown";

const look = (path: string): Promise<string> =>
  lstat(path, { bigint: true }).then(
    ({ dev, ino, mode, size, mtimeNs, ctimeNs }) => [dev, ino, mode, size, mtimeNs, ctimeNs].join(" "),
    codeOf,
  );

/** Looks at everything in a directory, hidden entries too; follows no link. */
export async function takeSnapshot(directory: string, signal: AbortSignal): Promise<Snapshot> {
  const digest = createHash("sha256");
  const directories: string[] = [];
  let files = 0;
  const waiting = [await realpath(directory).catch(() => directory)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entries = await readdir(path, { withFileTypes: true }).catch(codeOf);
    if (typeof entries === "string") {
      digest.update(`${JSON.stringify([path, entries])}\n`);
      continue;
    }
    directories.push(path);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (let from = 0; from < entries.length; from += BATCH) {
      signal.throwIfAborted();
      const batch = entries
        .slice(from, from + BATCH)
        .map((entry) => ({ entry, path: join(path, entry.name) }));
      const looks = await Promise.all(batch.map((item) => look(item.path)));
      for (const [at, item] of batch.entries()) {
        digest.update(`${JSON.stringify([item.path, looks[at]])}\n`);
        if (item.entry.isDirectory()) waiting.push(item.path);
        else if (!item.entry.name.startsWith(".")) files += 1;
      }
    }
  }
  return { digest: digest.digest("hex"), files, directories };
}
