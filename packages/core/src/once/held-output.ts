import { Writable } from "node:stream";

/** The record types whose lines are said again after a restart. */
const FINAL = ['"type":"test.finished"', '"type":"run.finished"'] as const;

/** Most bytes of results that are stored; the verdict always is. */
const MAX_RESULT_BYTES = 512 * 1024;

/**
 * Stands in front of stdout: lets records through as they come, but keeps the last one until its verdict is stored. A reader
 * that has gone is no reason for another verdict: what is stored will be said again.
 */
export class HeldOutput extends Writable {
  readonly #stream: NodeJS.WritableStream;
  readonly #results: string[] = [];
  #resultBytes = 0;
  #last = "";

  constructor(stream: NodeJS.WritableStream) {
    super({ decodeStrings: false });
    this.#stream = stream;
  }

  /** What has not been printed yet: the record with the verdict, or nothing. */
  get held(): string {
    return this.#last;
  }

  /** Everything that is to be said again: the result of each test, and the verdict. */
  get final(): string {
    return this.#results.join("") + this.#last;
  }

  // Quotes inside of a JSON text are escaped: no line that a test prints can hold such a member.
  override _write(chunk: string | Uint8Array, _encoding: string, done: () => void): void {
    const line = String(chunk);
    if (line.includes(FINAL[1])) {
      this.#last += line;
      done();
      return;
    }
    const bytes = Buffer.byteLength(line);
    if (line.includes(FINAL[0]) && this.#resultBytes + bytes <= MAX_RESULT_BYTES) {
      this.#results.push(line);
      this.#resultBytes += bytes;
    }
    // A reader that is slow must not keep the verdict from being stored: all records together are below 1 MiB.
    this.#stream.write(line);
    done();
  }
}
