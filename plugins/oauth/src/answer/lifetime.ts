/** A hundred years in seconds: no token lives so long, and dates do not go on for ever. */
const LONGEST_S = 100 * 365 * 24 * 3600;

/** What `expires_in` says: seconds, nothing, or nonsense. */
export type Lifetime = { readonly seconds: number } | "unknown" | "nonsense";

/**
 * When a token ends. Most servers count in whole seconds: what they issue late in a second lives a part of it less than they
 * say. A life of a second would vanish by that.
 */
export function endOf(askedAt: Date, seconds: number): Date {
  const from = seconds < 2 ? askedAt.getTime() : Math.floor(askedAt.getTime() / 1000) * 1000;
  return new Date(from + seconds * 1000);
}

/** Reads `expires_in` (RFC 6749, section 5.1); some servers write the number as a text. */
export function lifetimeOf(expiresIn: unknown): Lifetime {
  if (expiresIn === undefined || expiresIn === null) return "unknown";
  const isNumeral = typeof expiresIn === "string" && /^\d+$/.test(expiresIn);
  const seconds = isNumeral ? Number(expiresIn) : expiresIn;
  return typeof seconds === "number" && seconds > 0 && seconds <= LONGEST_S ? { seconds } : "nonsense";
}
