import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "../errors/reason.ts";

/** File systems without hard links say so in one of these ways. */
const NO_LINKS = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

/** Makes what was created, renamed or removed in a directory outlive the machine. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function writeTemporary(path: string, content: string): string {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  return temporary;
}

function linkOrRename(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (code === "EEXIST") return false;
    if (!NO_LINKS.has(code)) throw error;
  }
  // Two steps where one is not to be had: an empty file of this name keeps everybody else out.
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
  renameSync(temporary, path);
  return true;
}

// What is done already is not undone by a failure to tidy up behind it.
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is left behind, and nobody reads it.
  }
}

/**
 * Makes a file appear, whole and for good, unless there is one already. A name is never seen with half of its content, and
 * of several that try at the same time one succeeds. One that may not outlive the machine is taken away again.
 *
 * @returns false when there is a file of this name.
 */
export function publish(path: string, content: string): boolean {
  const temporary = writeTemporary(path, content);
  let isOurs = false;
  try {
    isOurs = linkOrRename(temporary, path);
    syncDirectory(dirname(path));
    return isOurs;
  } catch (error) {
    if (isOurs) removeQuietly(path);
    throw error;
  } finally {
    removeQuietly(temporary);
  }
}

/** Puts a file, whole and for good, in place of whatever has its name. */
export function replace(path: string, content: string): void {
  const temporary = writeTemporary(path, content);
  try {
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/**
 * Appends to a file that only we write.
 *
 * @returns Its size in bytes afterwards; undefined when it is no regular file.
 */
export function appendOwn(path: string, content: string): number | undefined {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    if (!fstatSync(file).isFile()) return undefined;
    writeFileSync(file, content);
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

/** What stands in a file, or why it is not to be trusted. */
export type Found = { readonly text: string } | { readonly why: string } | undefined;

/** The final records of a run are below 1 MiB, escaped once more below twice that. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads a file that only we write: a link, a pipe, a directory and another user's file are none. Undefined: there is none. */
export function readOwn(path: string): Found {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return undefined;
    if (code === "ELOOP") return { why: "it is a symbolic link" };
    throw error;
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return { why: `it is ${status.isDirectory() ? "a directory" : "no regular file"}` };
    const uid = process.getuid?.();
    if (uid !== undefined && status.uid !== uid)
      return { why: `it belongs to the user ${status.uid}, and the agent runs as ${uid}` };
    if (status.size > MAX_BYTES) return { why: `it has ${status.size} bytes` };
    return { text: readFileSync(file, "utf8") };
  } finally {
    closeSync(file);
  }
}
