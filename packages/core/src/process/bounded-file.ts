import { type FileHandle, open, rename } from "node:fs/promises";
import { types } from "node:util";

/** Bytes that are copied, or written, at once. */
const PIECE = 64 * 1024;

/** Bytes that may wait for the disk: while one piece is written, the next ones are read. */
const MAX_BEHIND = 256 * 1024;

/** How far from its start the tail is cut at a line's end, in bytes. */
const MAX_CUT = 8 * 1024;

const LINE_FEED = 0x0a;

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

// Where the tail starts that is kept: with a line, if there is one near, and never inside a character.
function cleanStart(bytes: Uint8Array): number {
  const lineEnd = bytes.subarray(0, MAX_CUT).indexOf(LINE_FEED);
  if (lineEnd !== -1) return lineEnd + 1;
  let start = 0;
  while (start < 4 && isContinuation(bytes[start])) start += 1;
  return start;
}

/**
 * A file that gets no larger than its bound: of more, the first half and the last half are kept. While it is written, its
 * second half is a ring, in which the newest bytes take the place of the oldest.
 */
export class BoundedFile {
  readonly #path: string;
  readonly #limit: number;
  readonly #ringStart: number;
  readonly #done: (bytes: Uint8Array) => void;
  #handle: FileHandle | undefined;
  /** Bytes that were given so far. */
  #total = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #error: Error | undefined;

  /**
   * @param limit - in bytes
   * @param done - gets bytes that are written, and not needed any more
   */
  constructor(path: string, limit: number, done: (bytes: Uint8Array) => void = () => undefined) {
    this.#done = done;
    this.#path = path;
    this.#limit = limit;
    this.#ringStart = Math.floor(limit / 2);
  }

  /** The first thing that the disk refused; nothing is written any more. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** The promise, which never fails, is pending while the disk is behind. Bytes that were given must not change. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#error !== undefined) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#writing ??= this.#try(() => this.#writeAll());
    if (this.#waitingBytes > MAX_BEHIND) await this.#writing;
  }

  /**
   * Puts the halves together.
   *
   * @param keep - false when nobody will read the file: what is in it does not matter.
   * @returns how many bytes of the middle are not in it.
   */
  async end(keep: boolean): Promise<number> {
    let omitted = 0;
    await this.#writing;
    await this.#try(async () => {
      await this.#open();
      if (keep && this.#total > this.#limit) omitted = await this.#assemble();
    });
    await this.#handle?.close().catch(() => undefined);
    return omitted;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.#error !== undefined) return;
    try {
      await work();
    } catch (error) {
      this.#error = types.isNativeError(error) ? error : new Error(String(error));
      this.#waiting = [];
      this.#waitingBytes = 0;
    }
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#takeNext(); next.length > 0; next = this.#takeNext()) {
      const size = next.reduce((sum, bytes) => sum + bytes.length, 0);
      const [first] = next;
      // One write for many short pieces: each costs as much as a long one.
      await this.#put(next.length === 1 && first !== undefined ? first : Buffer.concat(next));
      this.#waitingBytes -= size;
      for (const bytes of next) this.#done(bytes);
    }
    this.#writing = undefined;
  }

  /** The oldest pieces that wait, as many as make one write. */
  #takeNext(): readonly Uint8Array[] {
    let size = 0;
    const tooMuch = this.#waiting.findIndex((bytes, at) => {
      size += bytes.length;
      return at > 0 && size > PIECE;
    });
    return this.#waiting.splice(0, tooMuch === -1 ? this.#waiting.length : tooMuch);
  }

  #placeOf(offset: number): number {
    if (offset < this.#limit) return offset;
    return this.#ringStart + ((offset - this.#ringStart) % (this.#limit - this.#ringStart));
  }

  async #open(): Promise<FileHandle> {
    this.#handle ??= await open(this.#path, "w+", 0o600);
    return this.#handle;
  }

  async #put(bytes: Uint8Array): Promise<void> {
    const handle = await this.#open();
    for (let from = 0; from < bytes.length; ) {
      const at = this.#placeOf(this.#total);
      const size = Math.min(bytes.length - from, this.#limit - at);
      const { bytesWritten } = await handle.write(bytes, from, size, at);
      this.#total += bytesWritten;
      from += bytesWritten;
    }
  }

  // Beside the file, and renamed: whoever is killed in between leaves all that it had.
  async #assemble(): Promise<number> {
    const whole = new BoundedFile(`${this.#path}.whole`, Number.MAX_SAFE_INTEGER);
    await this.#copy(0, this.#ringStart, whole);
    const oldest = this.#total - (this.#limit - this.#ringStart);
    const first = Buffer.alloc(MAX_CUT);
    const { bytesRead } = await this.#read(first, oldest);
    const start = oldest + cleanStart(first.subarray(0, bytesRead));
    const omitted = start - this.#ringStart;
    const note = `\n[testcar: ${omitted} bytes are left out here: maxOutput is ${this.#limit}]\n`;
    await whole.write(Buffer.from(note));
    await this.#copy(start, this.#total, whole);
    await whole.end(true);
    if (whole.error !== undefined) throw whole.error;
    await rename(`${this.#path}.whole`, this.#path);
    return omitted;
  }

  // Up to where the ring begins again.
  async #read(buffer: Buffer, offset: number): Promise<{ readonly bytesRead: number }> {
    const at = this.#placeOf(offset);
    const size = Math.min(buffer.length, this.#limit - at, this.#total - offset);
    return (await this.#open()).read(buffer, 0, size, at);
  }

  async #copy(from: number, to: number, into: BoundedFile): Promise<void> {
    for (let offset = from; offset < to; ) {
      const buffer = Buffer.alloc(PIECE);
      const { bytesRead } = await this.#read(buffer.subarray(0, Math.min(PIECE, to - offset)), offset);
      if (bytesRead === 0) throw new Error("it was cut from outside");
      await into.write(buffer.subarray(0, bytesRead));
      offset += bytesRead;
    }
  }
}
