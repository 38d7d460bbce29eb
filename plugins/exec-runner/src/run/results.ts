import { StringDecoder } from "node:string_decoder";
import type { CaseReport, Reading } from "../report/cases.ts";
import { MAX_REPORT_BYTES, readReport } from "../report/file.ts";

/** Where the results of a test come from. */
export interface Results {
  /** Gets what the process prints. */
  readonly add: (chunk: Uint8Array, stream: "stdout" | "stderr") => void;
  /** What there is when the process has ended; undefined when the configuration names no report. */
  readonly read: () => Promise<Reading | undefined>;
}

const reading = (path: string, found: CaseReport | string): Reading =>
  typeof found === "string" ? { path, unusable: found } : { path, ...found };

async function fromOutput(file: string | undefined): Promise<Results> {
  const { createTapReader } = await import("../report/tap.ts");
  const reader = createTapReader(file);
  const decoder = new StringDecoder("utf8");
  let bytes = 0;
  return {
    add: (chunk, stream) => {
      if (stream !== "stdout") return;
      bytes += chunk.length;
      if (bytes <= MAX_REPORT_BYTES) reader.add(decoder.write(Buffer.from(chunk)));
    },
    read: async () =>
      bytes > MAX_REPORT_BYTES
        ? { path: "standard output", unusable: `it is larger than ${MAX_REPORT_BYTES} bytes` }
        : reading("standard output", reader.end()),
  };
}

function fromFile(path: string, parse: (text: string) => Promise<CaseReport | string>): Results {
  return {
    add: () => undefined,
    read: async () => {
      const found = await readReport(path);
      return "reason" in found ? { path, unusable: found.reason } : reading(path, await parse(found.text));
    },
  };
}

/**
 * Opens the results of a test.
 *
 * @param report - `junit` and `tap` of the command, with their placeholders filled in.
 * @param file - Absolute path of the test's file.
 */
export async function openResults(
  report: { readonly junit?: string | undefined; readonly tap?: string | undefined },
  file: string | undefined,
): Promise<Results> {
  const { junit, tap } = report;
  if (tap === "stdout") return fromOutput(file);
  if (tap !== undefined)
    return fromFile(tap, async (text) => {
      const { createTapReader } = await import("../report/tap.ts");
      const reader = createTapReader(file);
      reader.add(text);
      return reader.end();
    });
  if (junit !== undefined)
    return fromFile(junit, async (text) => {
      const { readJunit } = await import("../report/junit.ts");
      return readJunit(text);
    });
  return { add: () => undefined, read: async () => undefined };
}
