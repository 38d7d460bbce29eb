import { randomBytes } from "node:crypto";
import { lstat, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { systemCode } from "../errors/reason.ts";

const ignore = (): void => undefined;

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    // Said of a file that has the directory's name.
    if (systemCode(error) !== "EEXIST") throw error;
    throw Object.assign(new Error("ENOTDIR: not a directory"), { code: "ENOTDIR", cause: error });
  }
}

async function writeTemporary(path: string, content: string): Promise<void> {
  const file = await open(path, "wx", 0o666);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

// The content is on the disk, and the name leads to it: not every file system lets a directory be synchronised.
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  await directory.sync().catch(ignore);
  await directory.close();
}

/**
 * Puts a file, whole, in place of whatever has its name: whoever reads it sees the old one or the new one, and never a part.
 * Missing directories above it are made; a symbolic link stays, and the file that it leads to is replaced. Who may read it is
 * the umask's to say. Unlike its like in the journal, it leaves the agent free meanwhile: a report may go to a slow volume.
 *
 * @throws the error of the system, and one that says so when the name belongs to something that is no file.
 * @example
 * ```ts
 * await writeFileAtomically(resolve(testcar.baseDirectory, options.file), report);
 * ```
 */
export async function writeFileAtomically(path: string, content: string): Promise<void> {
  await makeDirectory(dirname(path));
  const target = (await unlessMissing(realpath(path))) ?? path;
  // In place of a device such as /dev/stdout, everybody else would find our file.
  const found = await unlessMissing(stat(target));
  if (found !== undefined && !found.isFile())
    throw new Error(found.isDirectory() ? "it is a directory" : "it is no regular file");
  const temporary = `${target}.${randomBytes(6).toString("hex")}.new`;
  try {
    await writeTemporary(temporary, content);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(ignore);
    throw error;
  }
  await syncDirectory(dirname(target)).catch(ignore);
}

/**
 * Takes away the report of an earlier run, so that nobody takes it for that of a run that was killed. What is no regular file,
 * or cannot be removed, stays.
 */
export async function discardFile(path: string): Promise<void> {
  const found = await lstat(path).catch(ignore);
  if (found?.isFile() === true) await rm(path, { force: true }).catch(ignore);
}
