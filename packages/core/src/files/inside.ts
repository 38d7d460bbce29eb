import { constants, type Dirent } from "node:fs";
import { type FileHandle, open, readdir, readlink, realpath, stat } from "node:fs/promises";
import { sep } from "node:path";
import { systemCode } from "../errors/reason.ts";

/** What was opened is not below the directory that it has to be in. */
export class LeadsOutError extends Error {
  constructor() {
    super("it leads out of the tests directory");
    this.name = "LeadsOutError";
  }
}

/** A link leads elsewhere than a moment ago. */
export class ExchangedError extends Error {
  constructor() {
    super("its links change");
    this.name = "ExchangedError";
  }
}

/** Tells whether a real path is a directory or below it. */
export const isInside = (path: string, directory: string): boolean =>
  path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);

// Where an open file really is, whatever became of its names: a path with " (deleted)" behind it when it has none any more.
const pathOf = (handle: FileHandle): string => `/proc/self/fd/${handle.fd}`;

async function isOpenInside(handle: FileHandle, path: string, directory: string): Promise<boolean> {
  try {
    return isInside(await readlink(pathOf(handle)), directory);
  } catch {
    // Without /proc: what is inside now, and is the same file, has the same content.
    const real = await realpath(path);
    const [opened, named] = await Promise.all([handle.stat({ bigint: true }), stat(real, { bigint: true })]);
    return isInside(real, directory) && opened.dev === named.dev && opened.ino === named.ino;
  }
}

/**
 * Opens a file or directory by its real path. O_NOFOLLOW is about the last part of a path only: another part may have become
 * a link since it was resolved, so that what was opened is looked at, and not its name.
 *
 * @throws LeadsOutError when it is not below the directory, and what the system says.
 */
export async function openInside(path: string, directory: string, flags = 0): Promise<FileHandle> {
  // Neither a pipe nor a device is waited for.
  const safe = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path, safe | flags);
  try {
    if (await isOpenInside(handle, path, directory)) return handle;
    throw new LeadsOutError();
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Lists a directory by its real path, if that is the directory or below it. */
export async function listInside(path: string, directory: string): Promise<readonly Dirent[]> {
  const handle = await openInside(path, directory, constants.O_DIRECTORY);
  try {
    return await readdir(pathOf(handle), { withFileTypes: true }).catch((error: unknown) => {
      if (systemCode(error) !== "ENOENT") throw error;
      // No /proc, or a directory that is gone: the second says so again.
      return readdir(path, { withFileTypes: true });
    });
  } finally {
    await handle.close();
  }
}

const CHANGES = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

/** Tells whether an error is that of a path that was resolved a moment ago and leads elsewhere now. */
export const isChange = (error: unknown): boolean =>
  error instanceof LeadsOutError || error instanceof ExchangedError || CHANGES.has(systemCode(error) ?? "");

/** How often what has changed in between is looked for again. */
const ATTEMPTS = 10;

/** Does it again while what it looks at is exchanged under it, as a ConfigMap's files are. */
export async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS - 1; left > 0; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isChange(error)) throw error;
    }
  }
  return attempt();
}
