import type { Check, Counts, Metrics, OutputSummary, Reason, TestStatus, Verdict } from "@testcar/report";

/** A regular file below the tests directory that a runner may claim. */
export interface CandidateFile {
  /** Relative to the tests directory, with `/` between its parts. Stable across machines; identifies the file. */
  readonly path: string;
  /** Absolute path, symbolic links resolved. */
  readonly absolutePath: string;
  /** In bytes. */
  readonly size: number;
  /** Lower-case extension with its dot, or an empty string. */
  readonly extension: string;
  /**
   * The content as UTF-8, read once however many runners ask.
   *
   * @throws TESTCAR_DISCOVER_FILE_TOO_LARGE, TESTCAR_DISCOVER_FILE_UNREADABLE
   */
  text(): Promise<string>;
}

/** One discovered definition, owned by exactly one runner. */
export interface Test<Data = unknown> {
  /** Unique in its suite; by default the file's path. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** The runner that owns it: the key of the `execute` hook. */
  readonly runner: string;
  /** The file that defines it. */
  readonly file: CandidateFile;
  /** What its runner knows to be wrong with it before it runs; `testcar validate` tells it. */
  readonly problems?: readonly Reason[];
  /** Whatever the runner wants to find again in `execute`. */
  readonly data?: Data;
}

/** A file that is no test, and why. */
export interface IgnoredFile {
  /** Relative to the tests directory. */
  readonly path: string;
  /** For people: "shared configuration of smoke.yml", "no runner owns it". */
  readonly reason: string;
  /** The plugin that says so; missing when the core does. */
  readonly plugin?: string;
  /** True for what looks like a test but is not one: worth a person's look. */
  readonly suspicious?: boolean;
}

/** Everything that was found. A `discover` tap gets one and returns the next. */
export interface Suite {
  /** In the order in which they run. */
  readonly tests: readonly Test[];
  /** What is no test, for people who wonder. */
  readonly ignored: readonly IgnoredFile[];
}

/** What a runner says of one test. The core adds times, output and attribution. */
export interface TestResult {
  /** `skipped` is the core's word alone. */
  readonly status: Verdict;
  /**
   * Exit code of the process that ran the test, or null when a signal ended it. A runner without a process gives 0 or 1.
   * `passed` goes with 0 only; 0 goes with another status only when a reason names its policy.
   */
  readonly exitCode: number | null;
  /** Why the test is not passed, the most important first. Empty for a pass. */
  readonly reasons: readonly Reason[];
  /** What a person should know although it changes nothing. */
  readonly warnings?: readonly Reason[];
  /** What the test asserted, one by one, where the runner can tell. */
  readonly checks?: readonly Check[];
  /** What the test measured, where the runner can tell. */
  readonly metrics?: Metrics;
  /** True when the results are those of a test that did not come to its end. */
  readonly partial?: boolean;
}

/** What became of one test. */
export interface TestReport extends Omit<TestResult, "status"> {
  readonly test: Test;
  /** The verdict of its runner, or `skipped` for a test that never started. */
  readonly status: TestStatus;
  /** ISO 8601, UTC; missing when the test never started. */
  readonly startedAt?: string;
  /** From its start to its end; 0 when it never started. */
  readonly durationMs: number;
  /** How much it printed; missing when it never started. */
  readonly output?: OutputSummary;
}

/** The word, the code and the sentence that a run comes down to. */
export interface Outcome {
  readonly verdict: Verdict;
  /** What the process ends with: see {@link exitCodes}. */
  readonly exitCode: number;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Everything that speaks against a pass, the most important first. */
  readonly reasons: readonly Reason[];
}

/** How long one part of the run took. */
export interface Duration {
  /** The stage, or the plugin. */
  readonly name: string;
  /** Time that it took, in milliseconds. */
  readonly durationMs: number;
}

/** A whole run, as reporters get it. */
export interface RunReport extends Outcome {
  /** Identifies the run: a UUID. */
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** The target's URL, if there is one. */
  readonly target?: string;
  /** How many tests ended how. */
  readonly counts: Counts;
  /** In the order of the suite, whatever the order they ended in. */
  readonly tests: readonly TestReport[];
  /** Files that are no tests, and why. */
  readonly ignored: readonly IgnoredFile[];
  /** What somebody should look into, whatever the verdict is. */
  readonly warnings: readonly Reason[];
  /** How long each stage took. */
  readonly stages: readonly Duration[];
  /** How long the taps of each plugin took, all together. */
  readonly plugins: readonly Duration[];
}
