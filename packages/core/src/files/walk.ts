import type { Dirent } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { runErrors } from "../errors/catalogue/run.ts";
import { isTestcarError } from "../errors/error.ts";
import { reasonOf, systemCode } from "../errors/reason.ts";
import type { CandidateFile, IgnoredFile } from "../model.ts";
import { File } from "./candidate.ts";
import { ExchangedError, isChange, isInside, listInside, withRetries } from "./inside.ts";

/** What lies below a tests directory. */
export interface Walk {
  /** Regular files, sorted by path. */
  readonly files: readonly CandidateFile[];
  /** What is not followed or not read, and why. */
  readonly ignored: readonly IgnoredFile[];
}

async function openRoot(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    if (!(await stat(root)).isDirectory()) throw runErrors.TESTS_NOT_A_DIRECTORY({ path: directory });
    return root;
  } catch (error) {
    if (isTestcarError(error)) throw error;
    const code = systemCode(error);
    if (code === "ENOENT") throw runErrors.TESTS_MISSING({ path: directory }, error);
    if (code === "ENOTDIR") throw runErrors.TESTS_NOT_A_DIRECTORY({ path: directory }, error);
    throw runErrors.TESTS_UNREADABLE({ path: directory, reason: reasonOf(error) }, error);
  }
}

type Followed = { readonly target: string; readonly isDirectory: boolean } | { readonly reason: string };

/** Where a symbolic link leads, if it stays below the root: a ConfigMap's files are links into `..data`. */
async function follow(link: string, root: string, seen: (target: string) => void): Promise<Followed> {
  try {
    const target = await realpath(link);
    seen(target);
    if (!isInside(target, root)) return { reason: "a symbolic link out of the tests directory" };
    const status = await stat(target);
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

/** A directory, a file or a link below the root. */
interface Place {
  readonly absolute: string;
  /** Relative to the root. */
  readonly path: string;
}

/** One passage through a tests directory. */
class Passage {
  readonly files: CandidateFile[] = [];
  readonly ignored: IgnoredFile[] = [];
  readonly #directory: string;
  readonly #root: string;
  readonly #signal: AbortSignal;
  readonly #links: Place[] = [];
  readonly #visited = new Set<string>();
  /** Where each link led when it was followed; nowhere, for one that could not be. */
  readonly #targets = new Map<string, string | undefined>();

  constructor(directory: string, root: string, signal: AbortSignal) {
    this.#directory = directory;
    this.#root = root;
    this.#signal = signal;
  }

  async run(): Promise<Walk> {
    await this.#list({ absolute: this.#root, path: "" });
    // Links last, and in order: a directory keeps its own name however the system lists it. Links may lead to more links.
    while (this.#links.length > 0)
      for (const link of this.#links.splice(0).sort(byPath)) await this.#follow(link);
    await this.#checkLinks();
    return { files: this.files.sort(byPath), ignored: this.ignored };
  }

  async #list(start: Place): Promise<void> {
    const directories = [start];
    for (let place = directories.pop(); place !== undefined; place = directories.pop()) {
      this.#signal.throwIfAborted();
      const { absolute, path } = place;
      this.#visited.add(absolute);
      for (const entry of await this.#entries(absolute)) {
        const { name } = entry;
        if (name.startsWith(".") || name === "node_modules") continue;
        const below = { absolute: join(absolute, name), path: path === "" ? name : `${path}/${name}` };
        if (entry.isDirectory() && !name.includes("\ufffd")) directories.push(below);
        else this.#add(entry, below);
      }
    }
  }

  async #entries(directory: string): Promise<readonly Dirent[]> {
    try {
      return await listInside(directory, this.#root);
    } catch (error) {
      if (isChange(error)) throw error;
      throw runErrors.TESTS_UNREADABLE({ path: directory, reason: reasonOf(error) }, error);
    }
  }

  #add(entry: Dirent, { absolute, path }: Place): void {
    if (entry.name.includes("\ufffd"))
      this.ignored.push({ path, reason: "its name is not UTF-8", suspicious: true });
    else if (entry.isFile()) this.files.push(new File(this.#directory, path, absolute));
    else if (entry.isSymbolicLink()) this.#links.push({ absolute, path });
    else this.ignored.push({ path, reason: "neither a file nor a directory", suspicious: true });
  }

  async #follow({ absolute, path }: Place): Promise<void> {
    this.#targets.set(absolute, undefined);
    const followed = await follow(absolute, this.#root, (target) => void this.#targets.set(absolute, target));
    if ("reason" in followed) this.ignored.push({ path, reason: followed.reason, suspicious: true });
    else if (!followed.isDirectory) this.files.push(new File(this.#directory, path, followed.target));
    else if (this.#visited.has(followed.target))
      this.ignored.push({ path, reason: "a symbolic link to a directory that is listed already" });
    else await this.#list({ absolute: followed.target, path });
  }

  // A directory that is being removed is empty before it is gone: what was listed in it may be less than was there.
  async #checkLinks(): Promise<void> {
    for (const [link, target] of this.#targets) {
      this.#signal.throwIfAborted();
      const now = await realpath(link).catch(() => undefined);
      if (now !== target) throw new ExchangedError();
    }
  }
}

/**
 * Lists the regular files below a directory. Hidden entries and `node_modules` are passed over; links are followed only
 * while they stay inside, each directory once. A directory that is exchanged meanwhile is listed again from its beginning.
 *
 * @throws TESTCAR_RUN_TESTS_MISSING, TESTCAR_RUN_TESTS_NOT_A_DIRECTORY, TESTCAR_RUN_TESTS_UNREADABLE
 */
export async function walkFiles(directory: string, signal: AbortSignal): Promise<Walk> {
  try {
    return await withRetries(async () => new Passage(directory, await openRoot(directory), signal).run());
  } catch (error) {
    if (!isChange(error)) throw error;
    const reason = `it changes while it is read (${reasonOf(error)})`;
    throw runErrors.TESTS_UNREADABLE({ path: directory, reason }, error);
  }
}
