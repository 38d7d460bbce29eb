import type { Reason, RunFinished, RunReplayed, RunStarted, TestFinished } from "./records.ts";
import type { Verdict } from "./verdict.ts";

/** Exit code of whoever reads a log and cannot tell the verdict. No run ends with it. */
export const EXIT_UNCLEAR = 8;

/**
 * How much of a run's records a log holds: all of them; the last ones, its head having been cut off; or some, with
 * gaps between them or without the end.
 */
export type Completeness = "complete" | "tail" | "gaps";

/** What a log says of its last run. */
export interface Reading {
  /** The run's verdict; `unclear` when the log does not say it beyond doubt, which is never a pass. */
  readonly verdict: Verdict | "unclear";
  /** The run's own exit code; {@link EXIT_UNCLEAR} when the verdict is unclear. */
  readonly exitCode: number;
  /** Identifier of the log's last run. */
  readonly run?: string;
  readonly started?: RunStarted;
  /** The note in front of the stored records, when a restarted agent has printed them again. */
  readonly replayed?: RunReplayed;
  /** The record that the verdict is from; missing when the verdict is unclear. */
  readonly finished?: RunFinished;
  /** The run's tests that the log shows to have ended, in their order. */
  readonly tests: readonly TestFinished[];
  readonly completeness: Completeness;
  /** Why the verdict is unclear, the most important first; with a clear verdict, what else is to be known of the log. */
  readonly problems: readonly Reason[];
  /** Version of the protocol that the last run was written in. */
  readonly protocol?: number;
}
