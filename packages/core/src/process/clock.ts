/**
 * The longest time that a timer can have, in milliseconds: 24 days. `setTimeout` takes more for 1 ms.
 *
 * @see https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
 */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** Tells the time; comes in as an argument, so that a test can bring its own. */
export interface Clock {
  /** The time of day. */
  readonly now: () => Date;
  /** Milliseconds on a clock that only goes forward, for durations. */
  readonly elapsed: () => number;
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  // Not performance.now(): the first use of that global loads all of node:perf_hooks.
  elapsed: () => Number(process.hrtime.bigint()) / 1e6,
};
