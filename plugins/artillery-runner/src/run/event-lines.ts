import { closeSync, openSync, readSync } from "node:fs";

/** Longer lines are given up, but for their type: a script with ten thousand endpoints stays far below. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;

/** A line of the file: its text, or only the type of one that is too long. */
export type EventLine = { readonly text: string } | { readonly oversized: string };

/** Every line starts with its type. */
const typeOf = (head: string): string => /^\{"type":"(\w+)"/.exec(head)?.[1] ?? "";

/**
 * Reads the lines that were appended to a file since it was last asked. A line that is still being written waits for its
 * end; one that never gets it is no line.
 *
 * @param file - Need not exist yet.
 * @param maxLineBytes - Longer lines are given up.
 */
export function createLineReader(file: string, maxLineBytes: number = MAX_LINE_BYTES) {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = 0;
  let pieces: Buffer[] = [];
  let pending = 0;
  let oversized: string | undefined;

  const keep = (piece: Buffer): void => {
    if (oversized !== undefined) return;
    pieces.push(Buffer.from(piece));
    pending += piece.length;
    if (pending <= maxLineBytes) return;
    oversized = typeOf(Buffer.concat(pieces).toString("utf8", 0, 64));
    pieces = [];
  };

  const take = (): EventLine => {
    const line = oversized === undefined ? { text: Buffer.concat(pieces).toString("utf8") } : { oversized };
    pieces = [];
    pending = 0;
    oversized = undefined;
    return line;
  };

  function* split(read: Buffer): Generator<EventLine> {
    let start = 0;
    for (let end = read.indexOf(LINE_FEED); end !== -1; end = read.indexOf(LINE_FEED, start)) {
      keep(read.subarray(start, end));
      yield take();
      start = end + 1;
    }
    keep(read.subarray(start));
  }

  return {
    /** The complete lines that are new. */
    *read(): Generator<EventLine> {
      let descriptor: number;
      try {
        descriptor = openSync(file, "r");
      } catch {
        return;
      }
      try {
        for (;;) {
          const bytes = readSync(descriptor, chunk, 0, CHUNK_BYTES, position);
          if (bytes === 0) return;
          position += bytes;
          yield* split(chunk.subarray(0, bytes));
        }
      } finally {
        closeSync(descriptor);
      }
    },
  };
}
