import { statSync } from "node:fs";
import { type FileHandle, realpath } from "node:fs/promises";
import { extname, join } from "node:path";
import { runErrors } from "../errors/catalogue/run.ts";
import { isTestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import type { CandidateFile } from "../model.ts";
import { openInside, withRetries } from "./inside.ts";

/** A definition has at most this many bytes; data belong in files that are not read during discovery. */
export const MAX_DEFINITION_BYTES = 4 * 1024 * 1024;

const tooLarge = (path: string, bytes: number) =>
  runErrors.FILE_TOO_LARGE({ path, bytes, limit: MAX_DEFINITION_BYTES });

/** Reads a file that may grow meanwhile. */
async function readText(handle: FileHandle, path: string): Promise<string> {
  const status = await handle.stat();
  if (!status.isFile()) throw runErrors.FILE_UNREADABLE({ path, reason: "it is no file any more" });
  if (status.size > MAX_DEFINITION_BYTES) throw tooLarge(path, status.size);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of handle.createReadStream({ end: MAX_DEFINITION_BYTES, autoClose: false })) {
    bytes += piece.length;
    pieces.push(piece);
  }
  if (bytes > MAX_DEFINITION_BYTES) throw tooLarge(path, bytes);
  return Buffer.concat(pieces).toString();
}

async function readDefinition(directory: string, path: string): Promise<string> {
  try {
    return await withRetries(async () => {
      // Resolved now: the directory that the file was in when it was listed may be gone, and another one in its place.
      const root = await realpath(directory);
      const handle = await openInside(await realpath(join(root, path)), root);
      try {
        return await readText(handle, path);
      } finally {
        await handle.close();
      }
    });
  } catch (error) {
    if (isTestcarError(error)) throw error;
    throw runErrors.FILE_UNREADABLE({ path, reason: reasonOf(error) }, error);
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    // It is gone, or nobody may look at it: whoever reads it learns why.
    return 0;
  }
}

/** A file of the tests directory whose size and content are read when somebody asks. */
export class File implements CandidateFile {
  readonly path: string;
  readonly absolutePath: string;
  readonly extension: string;
  readonly #directory: string;
  #size: number | undefined;
  #text: Promise<string> | undefined;

  /**
   * @param directory - the tests directory, as it was given
   * @param path - relative to it
   * @param absolutePath - where the file was when it was listed
   */
  constructor(directory: string, path: string, absolutePath: string) {
    this.#directory = directory;
    this.path = path;
    this.absolutePath = absolutePath;
    this.extension = extname(path).toLowerCase();
  }

  get size(): number {
    this.#size ??= sizeOf(join(this.#directory, this.path));
    return this.#size;
  }

  text(): Promise<string> {
    this.#text ??= readDefinition(this.#directory, this.path);
    return this.#text;
  }
}
