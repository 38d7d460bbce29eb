import { LONGEST_TIMER_MS } from "../process/clock.ts";

/** A timer for any time, also for one that is longer than timers count. The process does not wait for it. */
export interface LongTimer {
  /** Starts it in place of a time that still runs; `Infinity` is never. */
  start(milliseconds: number): void;
  clear(): void;
}

/** Makes a timer that does this when its time is up. */
export function createLongTimer(work: () => void): LongTimer {
  let timer: NodeJS.Timeout | undefined;
  const start = (milliseconds: number): void => {
    clearTimeout(timer);
    if (milliseconds === Number.POSITIVE_INFINITY) return;
    const rest = milliseconds - LONGEST_TIMER_MS;
    timer = rest > 0 ? setTimeout(start, LONGEST_TIMER_MS, rest) : setTimeout(work, milliseconds);
    timer.unref();
  };
  return { start, clear: () => clearTimeout(timer) };
}
