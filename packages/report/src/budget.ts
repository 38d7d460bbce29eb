import { MAX_FINISHED_BYTES, MAX_RUN_BYTES } from "./records.ts";

/**
 * How much of a run's bytes may be used up when a record of a kind is written. What a test printed goes first, then
 * what went well; the rest of the budget is for what went wrong. Room for `run.finished` is kept apart from all of them.
 */
const shares = { output: 0.6, good: 0.8, other: 1 } as const;

/** A kind of record, as the budget sees it. */
export type Share = keyof typeof shares;

/** What a run may still write. */
export interface Budget {
  /** Takes the bytes when the share allows it, and tells whether it did. */
  take(share: Share, bytes: number): boolean;
}

/**
 * @param maxBytes - size of all records of the run together, in bytes
 * @throws RangeError when `run.finished` would not fit, or when it is more than {@link MAX_RUN_BYTES}
 */
export function createBudget(maxBytes: number): Budget {
  if (!(maxBytes >= MAX_FINISHED_BYTES && maxBytes <= MAX_RUN_BYTES)) {
    throw new RangeError(`maxBytes is ${maxBytes}: give ${MAX_FINISHED_BYTES} to ${MAX_RUN_BYTES} bytes`);
  }
  const available = maxBytes - MAX_FINISHED_BYTES;
  let used = 0;
  return {
    take(share, bytes) {
      if (used + bytes > available * shares[share]) return false;
      used += bytes;
      return true;
    },
  };
}
