import { closest, distance } from "fastest-levenshtein";

/** The candidate that was probably meant, when one is near enough. */
export function suggest(wrong: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closest(wrong, [...candidates]);
  // The dashes of an option are right already.
  const letters = wrong.replace(/^-+/, "").length;
  // Two letters in the wrong order count as two changes.
  if (distance(wrong, best) <= Math.ceil(letters * 0.4)) return best;
  // Half of a name is right as far as it goes: "artillery" for "artillery-runner".
  const longer = candidates.filter((candidate) => candidate.startsWith(`${wrong}-`));
  return longer.length === 1 ? longer[0] : undefined;
}

/** " Did you mean X?" with a leading space, or nothing. */
export function didYouMean(wrong: string, candidates: readonly string[]): string {
  const best = suggest(wrong, candidates);
  return best === undefined ? "" : ` Did you mean ${best}?`;
}
