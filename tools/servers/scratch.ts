import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Who runs a server. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** The user that servers run as: nobody when the tests run as root, which Apache refuses to serve as; else the same. */
export const serverUser: User = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A directory of a server. */
export interface Scratch {
  readonly path: string;
  /** Removes it with everything inside. */
  readonly remove: () => Promise<void>;
}

/** Makes a temporary directory that the server's user owns. */
export async function scratchDirectory(name: string): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), `testcar-${name}-`));
  if (serverUser.uid !== undefined && serverUser.gid !== undefined) {
    await chown(path, serverUser.uid, serverUser.gid);
  }
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
