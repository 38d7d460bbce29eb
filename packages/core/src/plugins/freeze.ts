const frozen = new WeakSet<object>();

const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);

/**
 * Makes plain data read-only, all the way down: what one plugin gets, others get as well, and the verdict comes from it.
 * A member `data` belongs to the runner that put it there; it, and whatever is an instance of a class, stays as it is.
 */
export function freeze<T>(value: T): T {
  if (!isPlain(value) || frozen.has(value)) return value;
  frozen.add(value);
  Object.freeze(value);
  for (const [key, member] of Object.entries(value)) if (key !== "data") freeze(member);
  return value;
}
