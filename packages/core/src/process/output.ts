import type { OutputSummary } from "@testcar/report";
import { runErrors } from "../errors/catalogue/run.ts";
import { reasonOf } from "../errors/reason.ts";
import type { TextMask } from "../log/mask-stream.ts";
import type { OutputLine } from "../progress.ts";
import { BoundedFile } from "./bounded-file.ts";
import { Excerpt } from "./excerpt.ts";
import { type ByteMask, maskBytes } from "./masked-bytes.ts";
import { release } from "./release.ts";

/** What an output needs. */
export interface OutputOptions {
  /** Where the output goes. */
  readonly file: string;
  /** How many bytes of it the file holds at most; of more, the middle is left out. */
  readonly maxBytes: number;
  /** Makes what masks the secrets of one stream. */
  readonly maskStream: () => TextMask;
  /** Gets the head as it comes, and at the end the declaration of the cut and the tail. */
  readonly onLine: (line: OutputLine) => void;
}

/** Takes what one test prints: all of it, up to its bound, to a file, head and tail to the reporters. */
export interface TestOutputSink {
  /**
   * The promise is pending while the file's disk is slower than the test. The chunk is the sink's from then on: when it is
   * written, its memory is given back, and it is empty.
   */
  write(chunk: Uint8Array, stream: "stdout" | "stderr"): Promise<void>;
  /**
   * @param keep - false when nobody has to look into the file: it need not be put in order.
   * @throws TESTCAR_RUN_WORK_DIRECTORY when the disk did not take it.
   */
  end(keep: boolean): Promise<OutputSummary & { readonly file: string }>;
}

/** Opens the output of one test. */
export function openOutput({ file, maxBytes, maskStream, onLine }: OutputOptions): TestOutputSink {
  const disk = new BoundedFile(file, maxBytes, release);
  const excerpt = new Excerpt(onLine);
  const masks: Readonly<Record<"stdout" | "stderr", ByteMask>> = {
    stdout: maskBytes(maskStream()),
    stderr: maskBytes(maskStream()),
  };
  let bytes = 0;
  let hasEnded = false;

  const take = (masked: Uint8Array, stream: "stdout" | "stderr"): Promise<void> => {
    if (masked.length === 0) return Promise.resolve();
    excerpt.push(masked, stream);
    return disk.write(masked);
  };

  return {
    async write(chunk, stream) {
      // The test has its verdict: what comes now belongs to nothing that is told.
      if (hasEnded) return;
      bytes += chunk.byteLength;
      await take(masks[stream].push(chunk), stream);
    },
    async end(keep) {
      hasEnded = true;
      for (const stream of ["stdout", "stderr"] as const) void take(masks[stream].end(), stream);
      const { lines, omittedLines } = excerpt.end();
      const fileOmittedBytes = await disk.end(keep);
      if (disk.error !== undefined) {
        throw runErrors.WORK_DIRECTORY({ path: file, reason: reasonOf(disk.error) }, disk.error);
      }
      return { bytes, lines, omittedLines, file, ...(fileOmittedBytes === 0 ? {} : { fileOmittedBytes }) };
    },
  };
}
