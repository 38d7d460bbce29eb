import type {
  Outcome,
  ProgressEvent,
  RequestAuthorizer,
  RunReport,
  StopReason,
  Suite,
  TestcarError,
  TestReport,
} from "@testcar/core";
import type { FakeClock } from "./clock.ts";

/** A line of JSON: a record on stdout, or a line of diagnostics. */
export type JsonLine = Readonly<Record<string, unknown>>;

/** Runs the stages of a plugin, one at a time or all of them, and keeps what comes of it. */
export interface Harness {
  /** The temporary folder; what is relative in options is relative to it. */
  readonly directory: string;
  /** Absolute path of a file in it: `path("tests/a.case")`. */
  readonly path: (name: string) => string;
  /** Stands still until `advance` moves it; not there when the options brought another clock. */
  readonly clock: FakeClock;
  /** Everything that was told live, in its order. */
  readonly events: readonly ProgressEvent[];
  /** What the reporters have told, once they have. */
  readonly reported: () => RunReport | undefined;
  /** What reporters wrote to stdout. */
  readonly stdout: () => string;
  /** The lines of stdout that are records. */
  readonly records: () => readonly JsonLine[];
  /** Diagnostics of every level, secrets masked: `{ level, message, plugin, … }`. */
  readonly logs: () => readonly JsonLine[];
  /** What is wrong with the configuration, the options, or `apply`. */
  readonly problems: () => Promise<readonly TestcarError[]>;
  /**
   * Runs `discover`.
   *
   * @throws What is wrong so far, and what the stage throws.
   */
  readonly discover: () => Promise<Suite>;
  /** Runs `discover`, unless it has run, and `preflight`. Gives what is wrong, without throwing it. */
  readonly preflight: () => Promise<readonly TestcarError[]>;
  /**
   * Runs one test, after the stages in front of it.
   *
   * @param test - Its id; not needed when there is only one.
   * @throws What keeps it from being run.
   */
  readonly execute: (test?: string) => Promise<TestReport>;
  /** Comes to the verdict of what has been run, and lets the reporters tell it. */
  readonly report: () => Promise<Outcome>;
  /** The whole way, as the command line goes it. To be called alone. */
  readonly run: () => Promise<Outcome>;
  /** Headers for requests, as tests get them, once `preflight` has run. */
  readonly requests: RequestAuthorizer;
  /** Stops whatever runs, as SIGTERM does, or for another reason. */
  readonly stop: (reason?: StopReason) => void;
  /** Ends everything, and removes every file. */
  readonly dispose: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
