import { createBudget, type Share } from "./budget.ts";
import { bytesOf, toJson } from "./json.ts";
import { Cuts, piecesOf } from "./output.ts";
import {
  MAX_FINISHED_BYTES,
  MAX_RECORD_BYTES,
  MAX_RUN_BYTES,
  PROTOCOL_VERSION,
  type RecordBase,
  type RecordData,
  type RecordType,
  type RunFinished,
  type RunStarted,
  type TestFinished,
  type TestOutput,
  type TestStarted,
} from "./records.ts";
import { checkRunId } from "./run-id.ts";
import { SEAL_BYTES, seal, startDigest } from "./seal.ts";
import { shorten } from "./shorten.ts";
import {
  identified,
  runFinishedSteps,
  runStartedSteps,
  testFinishedSteps,
  testId,
  testStartedSteps,
} from "./shorten-records.ts";

// A place in the run with more digits than any run has: room for the number is kept when output is cut.
const LARGEST_SEQ = 999_999;

/** What a {@link RecordWriter} needs. */
export interface RecordWriterOptions {
  /** Identifier of the run: 1 to 128 characters, and bytes of JSON. */
  readonly run: string;
  /** Takes whole lines, each with its line feed. */
  readonly write: (line: string) => void;
  readonly now: () => Date;
  /** Size of all records together, in bytes: 4096 to {@link MAX_RUN_BYTES}, which is the default. */
  readonly maxBytes?: number;
}

/** Writes the records of one run, each within its size, all within theirs. After `runFinished` every method throws. */
export interface RecordWriter {
  runStarted(data: RecordData<RunStarted>): void;
  testStarted(data: RecordData<TestStarted>): void;
  /** One line of output, without line feed; a long one becomes several records. */
  testOutput(data: RecordData<TestOutput>): void;
  testFinished(data: RecordData<TestFinished>): void;
  /** Writes the last record and returns it. */
  runFinished(data: Omit<RecordData<RunFinished>, "omitted">): RunFinished;
}

/** A record that is being made. */
interface Draft {
  readonly type: RecordType;
  readonly header: Omit<RecordBase, "shortened">;
  /** The record's JSON, at another place in the run when one is given. */
  readonly json: (data: object, seq?: number) => string;
  /** Tells whether the line, its line feed included, takes at most so many bytes. */
  readonly fits: (data: object, bytes?: number) => boolean;
}

/**
 * Creates the writer of one run's records. What does not fit is shortened and says so in `shortened`; when the budget
 * of bytes runs low, whole records are left out and counted in `run.finished`: output from 60 % of the budget on (the cut
 * is declared), `test.started` and the results of passed and skipped tests from 80 % on, others at its end. Room for
 * `run.finished` is always kept.
 *
 * @throws RangeError when `run` or `maxBytes` is out of its range
 * @example
 * ```ts
 * const records = createRecordWriter({ run: randomUUID(), write: (line) => process.stdout.write(line), now: () => new Date() });
 * records.testOutput({ test: "smoke.yml", stream: "stdout", text: "200 OK" });
 * ```
 */
export function createRecordWriter({
  run,
  write,
  now,
  maxBytes = MAX_RUN_BYTES,
}: RecordWriterOptions): RecordWriter {
  checkRunId(run);
  const budget = createBudget(maxBytes);
  const digest = startDigest();
  const omitted: Partial<Record<RecordType, number>> = {};
  const cuts = new Cuts();
  let seq = 0;
  let outputClosed = false;
  let finished = false;

  /** A record in the making: its time is fixed when it is opened. */
  const open = (type: RecordType): Draft => {
    if (finished) throw new Error("the run is finished: no record can follow run.finished");
    const header = { testcar: PROTOCOL_VERSION, run, seq, time: now().toISOString() } as const;
    // The header leads the line, and wins over members of the same name that untyped code may give.
    const json = (data: object, at = seq): string => {
      const first = { ...header, seq: at, type };
      return toJson({ ...first, ...data, ...first });
    };
    return { type, header, json, fits: (data, bytes = MAX_RECORD_BYTES) => bytesOf(json(data)) < bytes };
  };
  const omit = (type: RecordType, records = 1): void => {
    omitted[type] = (omitted[type] ?? 0) + records;
  };
  const put = (line: string): void => {
    seq += 1;
    digest.update(line);
    write(line);
  };
  const close = ({ type, json, fits }: Draft, share: Share, data: object): void => {
    const line = `${json(data)}\n`;
    if (fits(data) && budget.take(share, bytesOf(line))) put(line);
    else omit(type);
  };
  /** Says where output is missing, and gives the number of lines that the caller believes to be there. */
  const declareCuts = (test?: string): number => {
    let lost = 0;
    for (const { lines, bytes, ownLines, ...of } of cuts.take(test)) {
      close(open("test.output"), "other", { ...of, text: "", omitted: { lines, bytes } });
      lost += ownLines;
    }
    return lost;
  };
  const outputLines = ({ text, omitted, continued, ...data }: RecordData<TestOutput>): string[] => {
    const { json } = open("test.output");
    const bare = json({ ...data, text: "", continued: true, omitted }, LARGEST_SEQ);
    const pieces = piecesOf(text, MAX_RECORD_BYTES - 1 - bytesOf(bare));
    return pieces.map((piece, index) => {
      const end = index === pieces.length - 1 ? { continued, omitted } : { continued: true };
      return `${json({ ...data, text: piece, ...end }, seq + index)}\n`;
    });
  };

  return {
    runStarted(data) {
      const draft = open("run.started");
      close(draft, "other", shorten(data, runStartedSteps, draft.fits));
    },

    testStarted(data) {
      const draft = open("test.started");
      close(draft, "good", shorten(identified(data), testStartedSteps, draft.fits));
    },

    testOutput(data) {
      const output = identified(data);
      const lines = outputLines(output);
      const bytes = lines.reduce((sum, line) => sum + bytesOf(line), 0);
      // A line is whole or left out; after the first one left out the rest goes too, so that a cut is an end.
      outputClosed ||= !budget.take("output", bytes);
      if (outputClosed) {
        omit("test.output", lines.length);
        cuts.add(output);
      } else for (const line of lines) put(line);
    },

    testFinished(data) {
      const lost = declareCuts(testId(data.test));
      const { output, ...others } = identified(data);
      const whole = output
        ? { ...others, output: { ...output, omittedLines: output.omittedLines + lost } }
        : others;
      const draft = open("test.finished");
      const good = data.status === "passed" || data.status === "skipped";
      close(draft, good ? "good" : "other", shorten(whole, testFinishedSteps, draft.fits));
    },

    runFinished(data) {
      declareCuts();
      const { header, json, fits } = open("run.finished");
      finished = true;
      const rest = {
        ...(Object.keys(omitted).length > 0 && { omitted }),
        digest: { records: seq, sha256: digest.digest("hex") },
      };
      const shortened = shorten(data, runFinishedSteps, (shorter) =>
        fits({ ...shorter, ...rest }, MAX_FINISHED_BYTES - SEAL_BYTES),
      );
      const sealed = seal(json({ ...shortened, ...rest }));
      write(`${sealed.json}\n`);
      return { ...header, type: "run.finished", ...shortened, ...rest, check: sealed.check };
    },
  };
}
