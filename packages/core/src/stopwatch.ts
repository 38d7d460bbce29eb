import type { Duration } from "./model.ts";
import type { Clock } from "./process/clock.ts";

/** Times a run and its stages. */
export interface Stopwatch {
  /** Does the work and notes how long it took, also when it throws. */
  lap<T>(name: string, work: () => Promise<T>): Promise<T>;
  laps(): readonly Duration[];
  /** Milliseconds since the stopwatch was made. */
  total(): number;
}

/** Starts a stopwatch. */
export function createStopwatch(clock: Clock): Stopwatch {
  const start = clock.elapsed();
  const laps: Duration[] = [];
  return {
    async lap(name, work) {
      const lapStart = clock.elapsed();
      try {
        return await work();
      } finally {
        laps.push({ name, durationMs: Math.round(clock.elapsed() - lapStart) });
      }
    },
    laps: () => laps,
    total: () => Math.round(clock.elapsed() - start),
  };
}
