import type { TestStatus, Verdict } from "./verdict.ts";

/** Version of the record protocol that this package writes and reads. */
export const PROTOCOL_VERSION = 1;

/** Largest length of a run's identifier, in UTF-16 units and in bytes of JSON: a longer one would leave a record no room. */
export const MAX_RUN_ID = 128;

/** Largest size of any record's line in bytes, its line feed included. */
export const MAX_RECORD_BYTES = 8192;

/** Largest size of the `run.finished` line in bytes, its line feed included: it fits a termination message. */
export const MAX_FINISHED_BYTES = 4096;

/** Largest size in bytes of all records of one run together, so that a pod's log stays under 1 MiB. */
export const MAX_RUN_BYTES = 960 * 1024;

/** One sentence that says why a run or a test is not passed, or what is to be known of it. */
export interface Reason {
  /** Stable code, for example `TESTCAR_ARTILLERY_THRESHOLD`. */
  readonly code: string;
  /** What is wrong, and where. */
  readonly message: string;
  /** What to do next. */
  readonly hint?: string;
  /** The named policy that turned the runner's exit code 0 into a failure. */
  readonly policy?: string;
  /** The plugin that it comes from. */
  readonly plugin?: string;
}

/** How many tests ended how. `total` is the sum of the others. */
export type Counts = Readonly<Record<TestStatus | "total", number>>;

/** A distribution of times in milliseconds; a member that the runner cannot tell is missing. */
export interface Latency {
  readonly min?: number;
  readonly mean?: number;
  readonly p50?: number;
  readonly p75?: number;
  readonly p90?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly p999?: number;
  readonly max?: number;
}

/** One assertion of a test: a threshold, or an expectation. */
export interface Check {
  readonly name: string;
  readonly status: "passed" | "failed";
  /** How often it held and how often not, when it is checked more than once. */
  readonly passed?: number;
  readonly failed?: number;
  readonly detail?: string;
}

/** What a test measured at one endpoint. */
export interface EndpointMetrics {
  readonly name: string;
  readonly responses?: number;
  readonly codes?: Readonly<Record<string, number>>;
  readonly errors?: Readonly<Record<string, number>>;
  readonly latencyMs?: Latency;
}

/** What a test measured as a whole; a member that the runner cannot tell is missing. */
export interface Metrics {
  readonly requests?: number;
  readonly responses?: number;
  readonly errors?: number;
  readonly virtualUsers?: { readonly created: number; readonly completed: number; readonly failed: number };
  /** Responses by status code. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Errors by their code or message. */
  readonly errorsByKind?: Readonly<Record<string, number>>;
  readonly latencyMs?: Latency;
  readonly endpoints?: readonly EndpointMetrics[];
  /** The runner's own counters, by their names. */
  readonly counters?: Readonly<Record<string, number>>;
}

/** What a test printed, in numbers. */
export interface OutputSummary {
  readonly bytes: number;
  readonly lines: number;
  /** Lines that are in no `test.output` record. */
  readonly omittedLines: number;
  /** Where the output lies, when it was kept. */
  readonly file?: string;
  /** Bytes of the middle that are not in the file either; missing when it holds all of the output. */
  readonly fileOmittedBytes?: number;
}

/** Members of every record. */
export interface RecordBase {
  readonly testcar: typeof PROTOCOL_VERSION;
  /** Identifier of the run. */
  readonly run: string;
  /** Place of the record in its run, from 0 on, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Names of members that were shortened or left out so that the record fits its size. */
  readonly shortened?: readonly string[];
}

/** The first record of a run. */
export interface RunStarted extends RecordBase {
  readonly type: "run.started";
  readonly agent: { readonly version: string; readonly node: string };
  readonly target?: string;
  readonly plugins: readonly { readonly name: string; readonly version?: string }[];
}

/** A test starts. */
export interface TestStarted extends RecordBase {
  readonly type: "test.started";
  readonly test: string;
  readonly runner: string;
  readonly name?: string;
}

/** One line that a test printed, wrapped, so that no test can print a record. */
export interface TestOutput extends RecordBase {
  readonly type: "test.output";
  readonly test: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  /** True when the line goes on in the next `test.output` record of the same test and stream. */
  readonly continued?: boolean;
  /** Declares a cut: this many lines and bytes of the test's output come here and are left out of the records. */
  readonly omitted?: { readonly lines: number; readonly bytes: number };
}

/** A test has ended, or was found but never started (`skipped`). */
export interface TestFinished extends RecordBase {
  readonly type: "test.finished";
  readonly test: string;
  readonly runner: string;
  readonly name?: string;
  readonly status: TestStatus;
  /** Exit code of the runner's process; null when a signal ended it or nothing ran. */
  readonly exitCode: number | null;
  readonly startedAt?: string;
  readonly durationMs: number;
  readonly reasons: readonly Reason[];
  readonly warnings?: readonly Reason[];
  readonly checks?: readonly Check[];
  readonly metrics?: Metrics;
  readonly output?: OutputSummary;
  /** True when the results are those of a test that did not come to its end. */
  readonly partial?: boolean;
}

/** The last record of a run. It stands alone: nothing else is needed to know the verdict. */
export interface RunFinished extends RecordBase {
  readonly type: "run.finished";
  readonly verdict: Verdict;
  /** Exit code that goes with the verdict: 0 for `passed` and for nothing else. */
  readonly exitCode: number;
  /** Why, in one sentence. */
  readonly reason: string;
  readonly counts: Counts;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Why the run is not passed, the most important first; shortened to fit. */
  readonly reasons: readonly Reason[];
  /** What somebody should look into, whatever the verdict is; shortened to fit. */
  readonly warnings?: readonly Reason[];
  /** Records that were left out so that the log stays small, by type. */
  readonly omitted?: Readonly<Partial<Record<RecordType, number>>>;
  /** Over the run's other records: how many, and SHA-256 (hex) over their lines, each with its line feed. */
  readonly digest: { readonly records: number; readonly sha256: string };
  /** SHA-256 (hex) over this very line up to `,"check":`, so that a torn or edited line is told from an intact one. Always the last member. */
  readonly check: string;
}

/**
 * Says that the records behind it are stored ones, printed again by an agent that was restarted. It is a note: it has no
 * place in the run, and the run's digest is not over it.
 */
export interface RunReplayed extends Omit<RecordBase, "seq" | "shortened"> {
  readonly type: "run.replayed";
  /** The how-many-eth start of the agent this is, from 1 on; missing when it cannot be counted. */
  readonly start?: number;
}

/** Any record. */
export type TestcarRecord = RunStarted | TestStarted | TestOutput | TestFinished | RunFinished | RunReplayed;

/** The `type` of a record that has its place in a run. */
export type RecordType = Exclude<TestcarRecord, RunReplayed>["type"];

/** What the caller of the writer gives of a record; the writer adds the rest. */
export type RecordData<T extends TestcarRecord> = Omit<
  T,
  "testcar" | "run" | "seq" | "time" | "type" | "digest" | "check"
>;
