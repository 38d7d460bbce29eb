import { findRecord, holdsStart, START_BYTES } from "./find-record.ts";
import { Ledger } from "./ledger.ts";
import { LineSplitter } from "./lines.ts";
import type { Reading } from "./reading.ts";

/** Reads a log piece by piece, in bounded memory. */
export interface LogReader {
  /** Takes the next piece of the log, cut anywhere. */
  push(chunk: string | Uint8Array): void;
  /** Says what the log tells, now that it has ended. */
  end(): Reading;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/**
 * Creates a reader of one log. Use `readLog` when the log is at hand as a whole or as a stream.
 *
 * @example
 * ```ts
 * const reader = createLogReader();
 * socket.on("data", (chunk) => reader.push(chunk));
 * socket.on("end", () => decide(reader.end().verdict === "passed"));
 * ```
 */
export function createLogReader(): LogReader {
  const ledger = new Ledger();
  const splitter = new LineSplitter(
    {
      line: (bytes) => ledger.add(findRecord(bytes)),
      // A record at the front of an endless line is damaged: none is that long.
      dropped: (bytes) => ledger.add({ kind: holdsStart(bytes) ? "damaged" : "noise" }),
    },
    START_BYTES - 1,
  );
  let half = "";

  const bytesOfChunk = (chunk: string | Uint8Array): Buffer => {
    if (typeof chunk !== "string") return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const text = half + chunk;
    // A string may be cut inside a surrogate pair; its halves have no bytes of their own.
    const end = isHighSurrogate(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length;
    half = text.slice(end);
    return Buffer.from(text.slice(0, end));
  };

  return {
    push: (chunk) => splitter.push(bytesOfChunk(chunk)),
    end() {
      splitter.end();
      return ledger.reading();
    },
  };
}

type Chunk = string | Uint8Array;

/**
 * Recovers the verdict from the log of a Testcar container, or from its end. The log may have time stamps and prefixes
 * in front of its lines, text of others between them, torn lines, and the logs of earlier instances in front.
 *
 * The verdict is that of the last run in the log. It is `passed` only when an intact `run.finished` says so and nothing
 * in the log speaks against it; whatever is in doubt is `unclear`. A log never makes it throw; a stream that fails does.
 *
 * @example
 * ```ts
 * const { verdict, exitCode } = readLog(await api.readNamespacedPodLog({ name, namespace, container: "testcar" }));
 * ```
 * @example
 * ```ts
 * const reading = await readLog(process.stdin);
 * ```
 */
export function readLog(log: Chunk): Reading;
export function readLog(log: AsyncIterable<Chunk>): Promise<Reading>;
export function readLog(log: Chunk | AsyncIterable<Chunk>): Reading | Promise<Reading> {
  if (typeof log !== "string" && Symbol.asyncIterator in log) return readStream(log);
  const reader = createLogReader();
  reader.push(log);
  return reader.end();
}

async function readStream(log: AsyncIterable<Chunk>): Promise<Reading> {
  const reader = createLogReader();
  for await (const chunk of log) reader.push(chunk);
  return reader.end();
}
