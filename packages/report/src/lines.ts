import { MAX_RECORD_BYTES } from "./records.ts";

/** Longest line in bytes that is looked at as a whole. */
export const MAX_LINE_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;

/** Who gets the lines. */
export interface LineReceiver {
  /** A line without its line feed; of a line that is too long, its end, with room for any record. */
  line(bytes: Buffer): void;
  /** The front of a line that is too long, as far as it is dropped, and a little more. */
  dropped(bytes: Buffer): void;
}

/** Splits bytes into lines, in bounded memory however long they are. */
export class LineSplitter {
  readonly #receiver: LineReceiver;
  readonly #overlap: number;
  #pieces: Buffer[] = [];
  #size = 0;

  /** @param overlap - bytes that a dropped front shares with what follows, so that a mark between them is seen */
  constructor(receiver: LineReceiver, overlap: number) {
    this.#receiver = receiver;
    this.#overlap = overlap;
  }

  push(bytes: Buffer): void {
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      this.#add(bytes.subarray(start, end));
      this.#receiver.line(this.#take());
      start = end + 1;
    }
    // A copy, since the caller may use its buffer again.
    if (start < bytes.length) this.#add(Buffer.from(bytes.subarray(start)));
  }

  /** The end of the log ends its last line. */
  end(): void {
    if (this.#size > 0) this.#receiver.line(this.#take());
  }

  #add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size <= MAX_LINE_BYTES) return;
    const line = this.#take();
    const kept = line.length - MAX_RECORD_BYTES;
    this.#receiver.dropped(line.subarray(0, kept + this.#overlap));
    this.#pieces = [Buffer.from(line.subarray(kept))];
    this.#size = MAX_RECORD_BYTES;
  }

  #take(): Buffer {
    const [first, ...others] = this.#pieces;
    const line = first !== undefined && others.length === 0 ? first : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    return line;
  }
}
