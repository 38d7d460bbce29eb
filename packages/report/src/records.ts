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
  /** The median; half of the times were shorter. */
  readonly p50?: number;
  readonly p75?: number;
  readonly p90?: number;
  /** 95 of 100 times were shorter; the other percentiles likewise. */
  readonly p95?: number;
  readonly p99?: number;
  /** 999 of 1000 times were shorter. */
  readonly p999?: number;
  readonly max?: number;
}

/** One assertion of a test: a threshold, or an expectation. */
export interface Check {
  /** The assertion in words: `p95 < 250`. */
  readonly name: string;
  readonly status: "passed" | "failed";
  /** How often it held and how often not, when it is checked more than once. */
  readonly passed?: number;
  /** How often it did not hold. */
  readonly failed?: number;
  /** What was seen instead. */
  readonly detail?: string;
}

/** What a test measured at one endpoint. */
export interface EndpointMetrics {
  /** What the runner calls it: a path, a URL. */
  readonly name: string;
  /** Responses of whatever status. */
  readonly responses?: number;
  /** Responses by status code. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Errors by their code or message. */
  readonly errors?: Readonly<Record<string, number>>;
  /** Time to the response. */
  readonly latencyMs?: Latency;
}

/** What a test measured as a whole; a member that the runner cannot tell is missing. */
export interface Metrics {
  /** Requests that were sent. */
  readonly requests?: number;
  /** Responses of whatever status. */
  readonly responses?: number;
  /** Errors of every kind. */
  readonly errors?: number;
  /** Users that a load generator played. */
  readonly virtualUsers?: { readonly created: number; readonly completed: number; readonly failed: number };
  /** Responses by status code. */
  readonly codes?: Readonly<Record<string, number>>;
  /** Errors by their code or message. */
  readonly errorsByKind?: Readonly<Record<string, number>>;
  /** Time to the response, over all endpoints. */
  readonly latencyMs?: Latency;
  /** The same by endpoint. */
  readonly endpoints?: readonly EndpointMetrics[];
  /** The runner's own counters, by their names. */
  readonly counters?: Readonly<Record<string, number>>;
}

/** What a test printed, in numbers. */
export interface OutputSummary {
  /** All that it printed. */
  readonly bytes: number;
  /** All that it printed. */
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
  /** Versions of Testcar and of Node.js. */
  readonly agent: { readonly version: string; readonly node: string };
  /** The target's URL, if there is one. */
  readonly target?: string;
  /** In the order in which they were applied. */
  readonly plugins: readonly { readonly name: string; readonly version?: string }[];
}

/** A test starts. */
export interface TestStarted extends RecordBase {
  readonly type: "test.started";
  /** The test's id, unique in its run. */
  readonly test: string;
  /** The runner that owns it. */
  readonly runner: string;
  /** What people call it; missing when it is the id. */
  readonly name?: string;
}

/** One line that a test printed, wrapped, so that no test can print a record. */
export interface TestOutput extends RecordBase {
  readonly type: "test.output";
  /** The test's id. */
  readonly test: string;
  readonly stream: "stdout" | "stderr";
  /** Without its line end; secrets are masked. */
  readonly text: string;
  /** True when the line goes on in the next `test.output` record of the same test and stream. */
  readonly continued?: boolean;
  /** Declares a cut: this many lines and bytes of the test's output come here and are left out of the records. */
  readonly omitted?: { readonly lines: number; readonly bytes: number };
}

/** A test has ended, or was found but never started (`skipped`). */
export interface TestFinished extends RecordBase {
  readonly type: "test.finished";
  /** The test's id. */
  readonly test: string;
  /** The runner that owns it. */
  readonly runner: string;
  /** What people call it; missing when it is the id. */
  readonly name?: string;
  readonly status: TestStatus;
  /** Exit code of the runner's process; null when a signal ended it or nothing ran. */
  readonly exitCode: number | null;
  /** ISO 8601, UTC; missing when it never started. */
  readonly startedAt?: string;
  readonly durationMs: number;
  /** Why it is not passed, the most important first. Empty for a pass. */
  readonly reasons: readonly Reason[];
  /** What a person should know although it changes nothing. */
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
  /** ISO 8601, UTC. */
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
