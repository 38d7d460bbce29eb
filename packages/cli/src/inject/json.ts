/** What can be written into a manifest. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** What was read from a manifest, whose form nobody has checked. */
export type Unchecked = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Unchecked =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member that should be a map: empty when it is not. */
export const objectAt = (value: unknown, key: string): Unchecked => {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
};

/** A member that should be a list of maps; whatever else it holds is left out. */
export const objectsAt = (value: unknown, key: string): readonly Unchecked[] => {
  const member = isObject(value) ? value[key] : undefined;
  return Array.isArray(member) ? member.filter(isObject) : [];
};

/** A member that should be text: undefined when it is not. */
export const textAt = (value: unknown, key: string): string | undefined => {
  const member = isObject(value) ? value[key] : undefined;
  return typeof member === "string" ? member : undefined;
};
