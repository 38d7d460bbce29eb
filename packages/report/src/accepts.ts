/** The part of JSON Schema that the records need. `format` and other annotations are not checked. */
export type Schema =
  | { readonly const: string | number | boolean }
  | { readonly enum: readonly string[] }
  | {
      readonly type: "string";
      readonly pattern?: string;
      readonly minLength?: number;
      readonly maxLength?: number;
    }
  | { readonly type: "number" | "integer"; readonly minimum?: number; readonly maximum?: number }
  | { readonly type: readonly ["integer", "null"] }
  | { readonly type: "boolean" }
  | { readonly type: "array"; readonly items: Schema }
  | { readonly type: "object"; readonly additionalProperties: Schema }
  | {
      readonly type: "object";
      readonly required: readonly string[];
      readonly properties: { readonly [name: string]: Schema };
    };

/** The type of the values that a schema accepts. */
export type Accepted<S> = S extends { const: infer C }
  ? C
  : S extends { enum: readonly (infer E)[] }
    ? E
    : S extends { type: "string" }
      ? string
      : S extends { type: "number" | "integer" }
        ? number
        : S extends { type: readonly ["integer", "null"] }
          ? number | null
          : S extends { type: "boolean" }
            ? boolean
            : S extends { items: infer I }
              ? readonly Accepted<I>[]
              : S extends { additionalProperties: infer A }
                ? Readonly<Record<string, Accepted<A>>>
                : S extends { required: readonly (infer R)[]; properties: infer P }
                  ? { readonly [N in keyof P as N extends R ? N : never]: Accepted<P[N]> } & {
                      readonly [N in keyof P as N extends R ? never : N]?: Accepted<P[N]>;
                    }
                  : never;

/** Tells whether a value is an object with members: no array, not null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isWithin = (size: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): boolean =>
  size >= least && size <= most;

/** Tells whether a value read from outside is what a schema describes. Members that the schema does not know are allowed. */
export const accepts = <S extends Schema>(schema: S, value: unknown): value is Accepted<S> =>
  matches(schema, value);

function matches(schema: Schema, value: unknown): boolean {
  if ("const" in schema) return value === schema.const;
  if ("enum" in schema) return typeof value === "string" && schema.enum.includes(value);
  if (schema.type === "string") {
    if (typeof value !== "string" || !isWithin(value.length, schema.minLength, schema.maxLength))
      return false;
    return schema.pattern === undefined || new RegExp(schema.pattern, "u").test(value);
  }
  if (schema.type === "number" || schema.type === "integer") {
    const right = schema.type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
    return right && isWithin(Number(value), schema.minimum, schema.maximum);
  }
  if (schema.type === "boolean") return typeof value === "boolean";
  if (schema.type === "array")
    return Array.isArray(value) && value.every((item) => matches(schema.items, item));
  if (schema.type !== "object") return value === null || Number.isSafeInteger(value);
  if (!isObject(value)) return false;
  if ("additionalProperties" in schema) {
    return Object.values(value).every((member) => matches(schema.additionalProperties, member));
  }
  return (
    schema.required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(schema.properties).every(
      ([name, member]) => !Object.hasOwn(value, name) || matches(member, value[name]),
    )
  );
}
