import type { OutputLine } from "../progress.ts";
import { type LineSplitter, MAX_PIECE, splitLines } from "./lines.ts";
import { release } from "./release.ts";

/** Bytes of a test's output that are told as they come, and as many again that are kept of its end. */
export const HEAD_BYTES = 16 * 1024;
export const TAIL_BYTES = 16 * 1024;

const LINE_FEED = 0x0a;

type Stream = OutputLine["stream"];

/** A piece of output that may yet belong to the tail. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly stream: Stream;
}

/** What is known of one of the two streams. */
interface Source {
  readonly splitter: LineSplitter;
  /** The last piece of it was passed over, and had no line end: what comes next goes on in that line. */
  isInside: boolean;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function countLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

// A piece that goes on has no line end of its own.
const sizeOf = ({ text, continued }: OutputLine): number =>
  Buffer.byteLength(text) + (continued === true ? 0 : 1);

/**
 * Head and tail of what a test prints. The head is told line by line as it comes. From then on pieces wait as they are: those
 * that newer ones push out are counted and never looked at, however much that is; the last ones become the tail.
 */
export class Excerpt {
  readonly #onLine: (line: OutputLine) => void;
  readonly #sources: Readonly<Record<Stream, Source>>;
  readonly #omitted = { lines: 0, bytes: 0 };
  #lines = 0;
  #headBytes = 0;
  #isHeadFull = false;
  #tail: OutputLine[] = [];
  #tailBytes = 0;
  #waiting: Piece[] = [];
  #waitingStart = 0;
  #waitingBytes = 0;

  constructor(onLine: (line: OutputLine) => void) {
    this.#onLine = onLine;
    const source = (stream: Stream): Source => ({
      splitter: splitLines((text, continued) => {
        if (!continued) this.#lines += 1;
        this.#keep({ stream, text, ...(continued ? { continued } : {}) });
      }),
      isInside: false,
    });
    this.#sources = { stdout: source("stdout"), stderr: source("stderr") };
  }

  /** Takes bytes, and keeps none of them. */
  push(bytes: Uint8Array, stream: Stream): void {
    if (!this.#isHeadFull) {
      this.#sources[stream].splitter.push(bytes);
      return;
    }
    // Of a long piece only the end may be told; the bytes themselves are somebody else's.
    const cut = Math.max(0, bytes.length - TAIL_BYTES - MAX_PIECE);
    if (cut > 0) {
      for (const piece of this.#waiting.splice(0).slice(this.#waitingStart)) {
        this.#passOver(piece);
        release(piece.bytes);
      }
      this.#waitingStart = 0;
      this.#waitingBytes = 0;
      this.#passOver({ bytes: bytes.subarray(0, cut), stream });
    }
    const own = new Uint8Array(bytes.subarray(cut));
    this.#waiting.push({ bytes: own, stream });
    this.#waitingBytes += own.length;
    for (;;) {
      const oldest = this.#waiting[this.#waitingStart];
      if (oldest === undefined || this.#waitingBytes - oldest.bytes.length < TAIL_BYTES) break;
      this.#waitingStart += 1;
      this.#waitingBytes -= oldest.bytes.length;
      this.#passOver(oldest);
      release(oldest.bytes);
    }
    // They are let go in bulk: one at a time would move all of them for each.
    if (this.#waitingStart > 1024 || this.#waitingStart * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#waitingStart);
      this.#waitingStart = 0;
    }
  }

  /** Tells the cut and the tail. */
  end(): { readonly lines: number; readonly omittedLines: number } {
    for (const piece of this.#waiting.slice(this.#waitingStart)) this.#split(piece);
    for (const source of Object.values(this.#sources)) {
      source.splitter.end();
      if (!source.isInside) continue;
      this.#lines += 1;
      this.#omitted.lines += 1;
    }
    if (this.#omitted.bytes > 0) this.#onLine({ stream: "stdout", text: "", omitted: { ...this.#omitted } });
    for (const line of this.#tail) this.#onLine(line);
    return { lines: this.#lines, omittedLines: this.#omitted.lines };
  }

  #passOver({ bytes, stream }: Piece): void {
    const source = this.#sources[stream];
    // What was kept so far is older.
    for (const line of this.#tail.splice(0)) this.#omit(line);
    this.#tailBytes = 0;
    const lines = countLineFeeds(bytes);
    this.#lines += lines;
    this.#omitted.lines += lines;
    this.#omitted.bytes += source.splitter.drop() + bytes.length;
    source.isInside = bytes.at(-1) !== LINE_FEED;
  }

  #split({ bytes, stream }: Piece): void {
    const source = this.#sources[stream];
    let start = 0;
    // The beginning of its first character is passed over.
    while (source.isInside && start < 3 && isContinuation(bytes[start])) start += 1;
    this.#omitted.bytes += start;
    source.isInside = false;
    source.splitter.push(bytes.subarray(start));
  }

  #keep(line: OutputLine): void {
    const size = sizeOf(line);
    if (!this.#isHeadFull && this.#headBytes + size <= HEAD_BYTES) {
      this.#headBytes += size;
      this.#onLine(line);
      return;
    }
    this.#isHeadFull = true;
    this.#tail.push(line);
    this.#tailBytes += size;
    let start = 0;
    for (let oldest = this.#tail[0]; this.#tailBytes > TAIL_BYTES && oldest; oldest = this.#tail[start]) {
      start += 1;
      this.#tailBytes -= sizeOf(oldest);
      this.#omit(oldest);
    }
    if (start > 0) this.#tail.splice(0, start);
  }

  #omit(line: OutputLine): void {
    this.#omitted.bytes += sizeOf(line);
    this.#omitted.lines += line.continued === true ? 0 : 1;
  }
}
