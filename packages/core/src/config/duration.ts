import * as v from "valibot";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration as people write it.
 *
 * @param text - An amount and a unit: `500ms`, `90s`, `1.5m`, `2h`.
 * @returns Milliseconds; undefined when the text is no duration.
 *
 * @example
 * ```ts
 * parseDuration("90s"); // 90_000
 * ```
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit ?? "ms"] ?? 1);
}

const A_DURATION = ({ received }: { readonly received: string }): string =>
  `Expected milliseconds as a number from 1 on, or a text like 500ms, 90s, 15m or 2h, but received ${received}`;

/**
 * An option that is a duration, as the configuration's own ones are: milliseconds as a number from 1 on, or a text that
 * {@link parseDuration} can read.
 *
 * @param description - What the option is for, and its default: the reference page and the JSON Schema show it.
 * @returns A valibot schema that gives milliseconds; also a Standard Schema, for whoever uses another library.
 *
 * @example
 * ```ts
 * const options = v.strictObject({
 *   deadline: v.optional(durationSchema("How long to wait at most. Default: 60s"), "60s"),
 * });
 * ```
 *
 * @see https://standardschema.dev
 */
export const durationSchema = (description: string): v.GenericSchema<number | string, number> =>
  v.pipe(
    v.union(
      [
        v.pipe(v.number(), v.minValue(1, A_DURATION), v.finite(A_DURATION)),
        v.pipe(
          v.string(),
          v.check((text) => (parseDuration(text) ?? 0) >= 1, A_DURATION),
        ),
      ],
      A_DURATION,
    ),
    v.description(description),
    v.transform((value) => (typeof value === "number" ? value : (parseDuration(value) ?? 0))),
  );
