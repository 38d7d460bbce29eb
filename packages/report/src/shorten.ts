import { cutText } from "./json.ts";

/** A record in the making, and the members that were shortened. */
interface Shorter<T> {
  readonly record: T;
  readonly members: readonly string[];
}

/** One way to make a record smaller; it names no member when there was nothing to gain. */
export type Step<T> = (record: T) => Shorter<T>;

/** Takes steps, in their order, until the record fits; the record says in `shortened` what they cost. */
export function shorten<T extends { readonly shortened?: readonly string[] }>(
  record: T,
  steps: readonly Step<T>[],
  fits: (record: T) => boolean,
): T {
  let current = record;
  for (const step of steps) {
    if (fits(current)) break;
    const shorter = step(current);
    const members = new Set([...(current.shortened ?? []), ...shorter.members]);
    if (shorter.members.length > 0) current = { ...shorter.record, shortened: [...members] };
  }
  return current;
}

/** Keeps the first elements of a list. */
export const firstOf =
  <K extends string, T extends { readonly [name in K]?: readonly unknown[] }>(
    name: K,
    keep: number,
  ): Step<T> =>
  (record) => {
    const list = record[name];
    return list === undefined || list.length <= keep
      ? { record, members: [] }
      : { record: { ...record, [name]: list.slice(0, keep) }, members: [name] };
  };

/** Cuts the texts directly in an object to so many bytes of JSON. */
export const cutTexts = <T extends object>(object: T, bytes: number): T => ({
  ...object,
  ...Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, cutText(value, bytes)]] : [],
    ),
  ),
});

/** A step for each size in bytes, the largest first, so that the longest texts lose first. */
export const textSteps = <T extends object>(
  cut: (record: T, bytes: number) => T,
  sizes: readonly number[],
): Step<T>[] =>
  sizes.map((bytes) => (record) => {
    const before = new Map<string, unknown>(Object.entries(record));
    const next = cut(record, bytes);
    const changed = ([name, value]: [string, unknown]): boolean =>
      JSON.stringify(value) !== JSON.stringify(before.get(name));
    return {
      record: next,
      members: Object.entries(next)
        .filter(changed)
        .map(([name]) => name),
    };
  });
