import { lstatSync, mkdirSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Artillery's compiled modules are some 15 MiB for each of its versions; where that would hurt, they are not kept. */
const ROOM_BYTES = 256 * 1024 * 1024;

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}

/** Whoever can write to the cache decides what code runs: only a directory of our own, closed to everybody else, will do. */
function makePrivate(directory: string, uid: number): boolean {
  try {
    mkdirSync(directory, { mode: 0o700, recursive: false });
  } catch {
    // It is there already, or cannot be made: what is there is looked at below.
  }
  try {
    const status = lstatSync(directory);
    return status.isDirectory() && status.uid === uid && (status.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

/**
 * Where Node keeps Artillery's compiled modules between tests, which saves a fifth of a second of each. The directory
 * that the user names (TESTCAR_COMPILE_CACHE, NODE_COMPILE_CACHE) is taken as it is, for example one that was filled when
 * an image was built. Otherwise it is a private one in the directory for temporary files; undefined where that cannot be,
 * or where there is little room.
 *
 * @param env - Environment of the agent.
 * @param parent - For temporary files.
 */
export function findCompileCache(
  env: Readonly<Record<string, string | undefined>> = process.env,
  parent: string = tmpdir(),
): string | undefined {
  const given = env["TESTCAR_COMPILE_CACHE"] || env["NODE_COMPILE_CACHE"];
  if (given) return given;
  // Not userInfo(): in a container the user may have no name.
  const uid = process.getuid?.();
  if (uid === undefined || !hasRoom(parent)) return undefined;
  const directory = join(parent, `testcar-compile-cache-${uid}`);
  return makePrivate(directory, uid) ? directory : undefined;
}
