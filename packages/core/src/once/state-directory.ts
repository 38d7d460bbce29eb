import { lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { journalErrors } from "../errors/catalogue/journal.ts";
import type { RunKey } from "./key.ts";

const FILE = /^(?:started|finished|starts)-([\w-]+)(?:\.json)?$/;

/** Stands for what the tests and the configuration are, as long as nobody can tell. */
const UNKNOWN = "unknown";

/** Journals of others that are left in a state directory: on a volume that outlives its pods they would fill it. */
const MAX_OTHERS = 20;

/**
 * Makes the state directory, if it is missing.
 *
 * @throws TESTCAR_JOURNAL_DIRECTORY, or the system's error.
 */
export function openDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const status = lstatSync(path);
  if (status.isSymbolicLink()) throw journalErrors.DIRECTORY({ path, reason: "it is a symbolic link" });
  if (!status.isDirectory()) throw journalErrors.DIRECTORY({ path, reason: "it is no directory" });
}

/** Journals in a directory, the latest first. */
function journalsIn(directory: string): readonly string[] {
  const times = new Map<string, number>();
  for (const name of readdirSync(directory)) {
    const [, key] = FILE.exec(name) ?? [];
    if (key === undefined) continue;
    const time = lstatSync(join(directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    times.set(key, Math.max(time, times.get(key) ?? 0));
  }
  return [...times].sort(([, a], [, b]) => b - a).map(([key]) => key);
}

/**
 * The name that our journal has in a directory. As long as nobody can tell what the tests are, the latest journal of the same
 * identity is ours; and a run that was started meanwhile stays ours when it can be told again. Otherwise tests would run twice.
 */
export function nameOf({ identity, name }: RunKey, directory: string): string {
  const unknown = `${identity}-${UNKNOWN}`;
  const there = journalsIn(directory);
  if (name === undefined) return there.find((key) => key.startsWith(`${identity}-`)) ?? unknown;
  return !there.includes(name) && there.includes(unknown) ? unknown : name;
}

/** Removes journals of others, but those that were used last: they may belong to agents that live, as pods can share a volume. */
export function removeOthers(directory: string, own: string): void {
  try {
    const others = journalsIn(directory).filter((key) => key !== own);
    for (const key of others.slice(MAX_OTHERS))
      for (const name of [`finished-${key}.json`, `starts-${key}`, `started-${key}.json`])
        rmSync(join(directory, name), { force: true });
  } catch {
    // They stay where they are, and do no harm.
  }
}
