import type { TestProgress } from "@testcar/core";
import { errorsOf } from "./metrics.ts";
import type { Observations } from "./observations.ts";

/**
 * How far a test is.
 *
 * @param now - Milliseconds of the clock that the events' times are from.
 */
export function toProgress({ script, phase, stats, live, done }: Observations, now: number): TestProgress {
  const durations = (script?.phases ?? []).map(({ durationSeconds }) => durationSeconds);
  const total = durations.reduce((sum, seconds) => sum + seconds, 0);
  const errors = Object.values(errorsOf(stats.counters)).reduce((sum, count) => sum + count, 0);
  const before = durations.slice(0, phase?.index ?? 0).reduce((sum, seconds) => sum + seconds, 0);
  const within = phase === undefined ? 0 : Math.max(0, Math.round((now - phase.startedAt) / 1000));
  const inPhase = Math.min(within, durations[phase?.index ?? 0] ?? within);
  const name = phase?.name ?? (phase === undefined ? undefined : `phase ${phase.index + 1}`);
  return {
    ...(name === undefined ? {} : { phase: name }),
    ...(total === 0 ? {} : { secondsDone: done ? total : before + inPhase, secondsTotal: total }),
    requests: Math.max(live.requests, stats.counters["http.requests"] ?? 0),
    errors: Math.max(live.errors, errors),
  };
}
