import { randomUUID } from "node:crypto";
import type { Prepared } from "./prepare.ts";
import { openRunDirectory, type RunDirectory } from "./run-directory.ts";
import { type Deadline, startDeadline } from "./stop.ts";
import { createStopwatch, type Stopwatch } from "./stopwatch.ts";

/** A run that is under way. */
export interface StartedRun {
  readonly prepared: Prepared;
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly stopwatch: Stopwatch;
  /** Aborted when the run is stopped from outside. */
  readonly stop: AbortSignal;
  /** Aborted then, and when the run's time is up. */
  readonly deadline: Deadline;
  readonly directory: RunDirectory;
}

/** Says that a run starts, and starts its time. */
export function startRun(prepared: Prepared, stop: AbortSignal): StartedRun {
  const { config, hooks, clock, plugins } = prepared;
  const stopwatch = createStopwatch(clock);
  const startedAt = clock.now().toISOString();
  const runId = randomUUID();
  hooks.progress.call({
    type: "run.started",
    runId,
    startedAt,
    plugins: plugins.map(({ plugin: { name }, version }) =>
      version === undefined ? { name } : { name, version },
    ),
    ...(config.target === undefined ? {} : { target: config.target }),
  });
  const deadline = startDeadline(stop, config.timeout, "The run", "--timeout");
  return { prepared, runId, startedAt, stopwatch, stop, deadline, directory: openRunDirectory(runId) };
}
