import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { OutputSummary } from "@testcar/report";
import { runErrors } from "../errors/catalogue/run.ts";
import { reasonOf } from "../errors/reason.ts";
import type { TextMask } from "../log/mask-stream.ts";
import type { OutputLine } from "../progress.ts";
import { type LineSplitter, splitLines } from "./lines.ts";

/** Bytes of a test's output that are told as they come, and as many again that are kept of its end. */
export const HEAD_BYTES = 16 * 1024;
export const TAIL_BYTES = 16 * 1024;

/** What an output needs. */
export interface OutputOptions {
  /** Where the whole output goes. */
  readonly file: string;
  /** Makes what masks the secrets of one stream. */
  readonly maskStream: () => TextMask;
  /** Gets the head as it comes, and at the end the declaration of the cut and the tail. */
  readonly onLine: (line: OutputLine) => void;
}

/** Takes what one test prints: all of it to a file, head and tail to the reporters. */
export interface TestOutputSink {
  /** The promise is pending while the file's disk is slower than the test. */
  write(chunk: Uint8Array, stream: "stdout" | "stderr"): void | Promise<void>;
  end(): Promise<OutputSummary & { readonly file: string }>;
}

/** Opens the output of one test. */
export function openOutput({ file, maskStream, onLine }: OutputOptions): TestOutputSink {
  const disk = createWriteStream(file, { mode: 0o600 });
  let diskError: unknown;
  let waiting: (() => void)[] = [];
  const letGo = (): void => {
    for (const go of waiting) go();
    waiting = [];
  };
  disk.on("error", (error) => {
    diskError ??= error;
  });
  disk.on("drain", letGo);
  disk.on("close", letGo);
  let bytes = 0;
  let lines = 0;
  let headBytes = 0;
  let tailBytes = 0;
  let tail: OutputLine[] = [];
  let tailStart = 0;
  let unwritten = "";
  let hasEnded = false;
  const omitted = { lines: 0, bytes: 0 };

  // A piece that goes on has no line end of its own.
  const sizeOf = ({ text, continued }: OutputLine): number =>
    Buffer.byteLength(text) + (continued === true ? 0 : 1);

  const keep = (line: OutputLine): void => {
    const size = sizeOf(line);
    if (omitted.lines === 0 && tail.length === 0 && headBytes + size <= HEAD_BYTES) {
      headBytes += size;
      onLine(line);
      return;
    }
    tail.push(line);
    tailBytes += size;
    while (tailBytes > TAIL_BYTES) {
      const oldest = tail[tailStart];
      if (oldest === undefined) break;
      tailStart += 1;
      const dropped = sizeOf(oldest);
      tailBytes -= dropped;
      omitted.bytes += dropped;
      omitted.lines += oldest.continued === true ? 0 : 1;
    }
    // Dropped lines are let go in bulk: one at a time would move the whole tail for each.
    if (tailStart > 1024 && tailStart * 2 > tail.length) {
      tail = tail.slice(tailStart);
      tailStart = 0;
    }
  };

  const splitter = (stream: "stdout" | "stderr"): LineSplitter =>
    splitLines((text, continued) => {
      if (!continued) lines += 1;
      unwritten += continued ? text : `${text}\n`;
      keep({ stream, text, ...(continued ? { continued } : {}) });
    }, maskStream());
  const writeOut = (): void => {
    if (unwritten !== "") disk.write(unwritten);
    unwritten = "";
  };
  const splitters = { stdout: splitter("stdout"), stderr: splitter("stderr") };

  return {
    write(chunk, stream) {
      // The test has its verdict: what comes now belongs to nothing that is told.
      if (hasEnded) return undefined;
      bytes += chunk.byteLength;
      splitters[stream].push(chunk);
      writeOut();
      if (diskError !== undefined || !disk.writableNeedDrain) return undefined;
      return new Promise((resolve) => waiting.push(resolve));
    },
    async end() {
      hasEnded = true;
      splitters.stdout.end();
      splitters.stderr.end();
      writeOut();
      if (omitted.bytes > 0) onLine({ stream: "stdout", text: "", omitted });
      for (const line of tail.slice(tailStart)) onLine(line);
      disk.end();
      await finished(disk).catch(() => undefined);
      if (diskError !== undefined) {
        throw runErrors.WORK_DIRECTORY({ path: file, reason: reasonOf(diskError) }, diskError);
      }
      return { bytes, lines, omittedLines: omitted.lines, file };
    },
  };
}
