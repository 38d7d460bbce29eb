import type { Clock } from "@testcar/core";

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** Moves it forward by so many milliseconds. */
  readonly advance: (milliseconds: number) => void;
}

/** Where the clock of a harness starts. */
export const START = "2026-01-01T00:00:00.000Z";

/**
 * Makes a clock that stands still, so that times and durations in a report are always the same. It does not move timers:
 * those of Node stay real.
 *
 * @example
 * ```ts
 * const clock = createFakeClock("2026-11-22T12:00:00Z");
 * clock.advance(90_000);
 * clock.now(); // 2026-11-22T12:01:30.000Z
 * ```
 */
export function createFakeClock(start: string = START): FakeClock {
  const origin = new Date(start).getTime();
  let elapsed = 0;
  return {
    now: () => new Date(origin + elapsed),
    elapsed: () => elapsed,
    advance: (milliseconds) => {
      elapsed += milliseconds;
    },
  };
}
