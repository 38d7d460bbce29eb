import type { Test } from "../model.ts";

const hasText = (value: object, ...keys: readonly string[]): boolean =>
  keys.every((key) => typeof Reflect.get(value, key) === "string");

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isTest = (value: unknown): value is Test =>
  isObject(value) &&
  hasText(value, "id", "name", "runner") &&
  "file" in value &&
  isObject(value.file) &&
  hasText(value.file, "path");

const isSuite = (value: unknown): value is { tests: readonly unknown[]; ignored: readonly unknown[] } =>
  isObject(value) &&
  "tests" in value &&
  Array.isArray(value.tests) &&
  "ignored" in value &&
  Array.isArray(value.ignored);

/**
 * Says what is wrong with the suite that a tap of `discover` gives back; undefined when it is one, with all that was in it.
 *
 * @param before - What the tap was given.
 */
export function whyNoSuite(before: unknown, after: unknown): string | undefined {
  if (!isSuite(after)) return after === undefined ? "it returned nothing" : "what it returned is no suite";
  const kept = new Set(after.tests);
  const given = isSuite(before) ? before.tests.filter(isTest) : [];
  const lost = given.find((test) => !kept.has(test));
  if (lost !== undefined) return `it lost or changed the test ${lost.id}`;
  const ids = new Set<string>();
  for (const test of after.tests) {
    if (!isTest(test)) return "a test lacks its id, its name, its runner or its file";
    if (ids.has(test.id)) return `two tests have the id ${test.id}`;
    ids.add(test.id);
  }
  if (!after.ignored.every((file) => isObject(file) && hasText(file, "path", "reason")))
    return "an ignored file lacks its path or its reason";
  return undefined;
}
