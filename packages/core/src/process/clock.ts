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
  elapsed: () => performance.now(),
};
