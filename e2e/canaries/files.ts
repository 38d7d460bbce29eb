import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Evidence } from "./search.ts";

const entries = (directory: string) => {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch {
    // It went while it was read.
    return [];
  }
};

/** Every file below a directory, its name included. */
export const filesBelow = (directory: string): readonly Evidence[] =>
  entries(directory)
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { place: relative(directory, path), text: `${path}\n${readFileSync(path, "latin1")}` };
    });

/** What below the directory somebody else than its owner may enter or read. */
export const openToOthers = (directory: string): readonly string[] =>
  entries(directory)
    // A socket is there before its mode is what it should be; what counts is the directory around it.
    .filter((entry) => !entry.isSymbolicLink() && !entry.isSocket())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0);
