import { constants, lstatSync, realpathSync, statSync } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { runErrors } from "../errors/catalogue/run.ts";
import { reasonOf, systemCode } from "../errors/reason.ts";
import type { CandidateFile, IgnoredFile } from "../model.ts";

/** A definition has at most this many bytes; data belong in files that are not read during discovery. */
export const MAX_DEFINITION_BYTES = 4 * 1024 * 1024;

/** What lies below a tests directory. */
export interface Walk {
  /** Regular files, sorted by path. */
  readonly files: readonly CandidateFile[];
  /** What is not followed or not read, and why. */
  readonly ignored: readonly IgnoredFile[];
}

async function readDefinition(path: string, absolutePath: string): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    // The file may have become a link or a pipe since it was listed: neither is followed nor waited for.
    handle = await open(absolutePath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = await handle.stat();
    if (!status.isFile()) throw runErrors.FILE_UNREADABLE({ path, reason: "it is no file any more" });
    const { size } = status;
    if (size > MAX_DEFINITION_BYTES)
      throw runErrors.FILE_TOO_LARGE({ path, bytes: size, limit: MAX_DEFINITION_BYTES });
    return await handle.readFile("utf8");
  } catch (error) {
    if (systemCode(error)?.startsWith("TESTCAR_")) throw error;
    throw runErrors.FILE_UNREADABLE({ path, reason: reasonOf(error) }, error);
  } finally {
    await handle?.close();
  }
}

/** A file of the tests directory whose size and content are read when somebody asks. */
class File implements CandidateFile {
  readonly path: string;
  readonly absolutePath: string;
  readonly extension: string;
  #size: number | undefined;
  #text: Promise<string> | undefined;

  constructor(path: string, absolutePath: string) {
    this.path = path;
    this.absolutePath = absolutePath;
    this.extension = extname(path).toLowerCase();
  }

  get size(): number {
    this.#size ??= lstatSync(this.absolutePath, { throwIfNoEntry: false })?.size ?? 0;
    return this.#size;
  }

  text(): Promise<string> {
    this.#text ??= readDefinition(this.path, this.absolutePath);
    return this.#text;
  }
}

function openRoot(directory: string): string {
  try {
    const root = realpathSync(directory);
    if (!statSync(root).isDirectory()) throw runErrors.TESTS_NOT_A_DIRECTORY({ path: directory });
    return root;
  } catch (error) {
    const code = systemCode(error);
    if (code?.startsWith("TESTCAR_")) throw error;
    if (code === "ENOENT") throw runErrors.TESTS_MISSING({ path: directory }, error);
    if (code === "ENOTDIR") throw runErrors.TESTS_NOT_A_DIRECTORY({ path: directory }, error);
    throw runErrors.TESTS_UNREADABLE({ path: directory, reason: reasonOf(error) }, error);
  }
}

/** Where a symbolic link leads, if it stays below the root: a ConfigMap's files are links into `..data`. */
function follow(
  link: string,
  root: string,
): { readonly target: string; readonly isDirectory: boolean } | { readonly reason: string } {
  try {
    const target = realpathSync(link);
    if (target !== root && !target.startsWith(root + sep))
      return { reason: "a symbolic link out of the tests directory" };
    const status = statSync(target);
    if (status.isDirectory()) return { target, isDirectory: true };
    return status.isFile()
      ? { target, isDirectory: false }
      : { reason: "a symbolic link to something that is no file" };
  } catch (error) {
    return { reason: `a symbolic link that cannot be followed: ${reasonOf(error)}` };
  }
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : 1;

/**
 * Lists the regular files below a directory. Hidden entries and `node_modules` are passed over; links are followed only
 * while they stay inside, each directory once.
 *
 * @throws TESTCAR_RUN_TESTS_MISSING, TESTCAR_RUN_TESTS_NOT_A_DIRECTORY, TESTCAR_RUN_TESTS_UNREADABLE
 */
export async function walkFiles(directory: string, signal: AbortSignal): Promise<Walk> {
  const root = openRoot(directory);
  const files: CandidateFile[] = [];
  const ignored: IgnoredFile[] = [];
  const links: { readonly absolute: string; readonly path: string }[] = [];
  const visited = new Set<string>();

  const walk = async (absolute: string, path: string): Promise<void> => {
    visited.add(absolute);
    signal.throwIfAborted();
    const entries = await readdir(absolute, { withFileTypes: true }).catch((error: unknown) => {
      throw runErrors.TESTS_UNREADABLE({ path: absolute, reason: reasonOf(error) }, error);
    });
    for (const entry of entries) {
      const { name } = entry;
      if (name.startsWith(".") || name === "node_modules") continue;
      const below = path === "" ? name : `${path}/${name}`;
      const absoluteBelow = join(absolute, name);
      if (name.includes("\ufffd"))
        ignored.push({ path: below, reason: "its name is not UTF-8", suspicious: true });
      else if (entry.isFile()) files.push(new File(below, absoluteBelow));
      else if (entry.isDirectory()) await walk(absoluteBelow, below);
      else if (entry.isSymbolicLink()) links.push({ absolute: absoluteBelow, path: below });
      else ignored.push({ path: below, reason: "neither a file nor a directory", suspicious: true });
    }
  };

  await walk(root, "");
  // Links last, and in order: a directory keeps its own name however the system lists it. Links may lead to more links.
  while (links.length > 0) {
    for (const { absolute, path } of links.splice(0).sort(byPath)) {
      const followed = follow(absolute, root);
      if ("reason" in followed) ignored.push({ path, reason: followed.reason, suspicious: true });
      else if (!followed.isDirectory) files.push(new File(path, followed.target));
      else if (visited.has(followed.target))
        ignored.push({ path, reason: "a symbolic link to a directory that is listed already" });
      else await walk(followed.target, path);
    }
  }
  files.sort(byPath);
  return { files, ignored };
}
