/** The first wait, in milliseconds; it doubles from one failure to the next. */
const FIRST_MS = 250;

const LONGEST_MS = 15_000;

/**
 * Milliseconds to wait after so many failures in a row: somewhere in the upper half of a time that doubles, so that many agents
 * which failed together do not come back together.
 */
export function backOff(failures: number, random: () => number = Math.random): number {
  const full = Math.min(FIRST_MS * 2 ** Math.max(0, failures - 1), LONGEST_MS);
  return full / 2 + random() * (full / 2);
}
