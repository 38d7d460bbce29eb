import { toJson } from "./json.ts";
import { PROTOCOL_VERSION, type RunReplayed } from "./records.ts";
import { checkRunId } from "./run-id.ts";

/** What {@link writeReplayed} needs. */
export interface ReplayedOptions {
  /** Identifier of the run whose stored records follow. */
  readonly run: string;
  /** The how-many-eth start of the agent this is, from 1 on; leave it out when it cannot be counted. */
  readonly start?: number | undefined;
  readonly now: () => Date;
}

/**
 * Makes the note that goes in front of stored records when a restarted agent prints them again.
 *
 * @returns the line, with its line feed
 * @throws RangeError when `run` is no identifier that a record can have
 * @example
 * ```ts
 * process.stdout.write(writeReplayed({ run: stored.run, start: 3, now: () => new Date() }) + stored.lines);
 * ```
 */
export function writeReplayed({ run, start, now }: ReplayedOptions): string {
  checkRunId(run);
  const note: RunReplayed = {
    testcar: PROTOCOL_VERSION,
    run,
    time: now().toISOString(),
    type: "run.replayed",
    ...(start === undefined ? {} : { start }),
  };
  return `${toJson(note)}\n`;
}
