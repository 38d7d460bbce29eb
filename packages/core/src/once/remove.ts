import { lstatSync, rmSync } from "node:fs";

/** Removes what is there, whatever it is. */
export function remove(path: string): void {
  // A read-only file system refuses to remove even what is not there.
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    rmSync(path, { force: true, recursive: true });
}

/** Removes it where that can be done. */
export function removeQuietly(path: string): void {
  try {
    remove(path);
  } catch {
    // It stays, and is not trusted.
  }
}
