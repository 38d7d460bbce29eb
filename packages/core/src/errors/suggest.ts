import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant, when one is near enough. */
export function suggest(wrong: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closest(wrong, [...candidates]);
  return distance(wrong, best) <= Math.max(1, Math.floor(wrong.length / 3)) ? best : undefined;
}

/** " Did you mean X?" with a leading space, or nothing. */
export function didYouMean(wrong: string, candidates: readonly string[]): string {
  const best = suggest(wrong, candidates);
  return best === undefined ? "" : ` Did you mean ${best}?`;
}
