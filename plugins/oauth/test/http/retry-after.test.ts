import { expect, test } from "@jest/globals";
import { retryAfterMs } from "../../src/http/retry-after.ts";

const now = new Date("2026-01-05T10:00:00Z");

test.each<[string, string | null, number | undefined]>([
  ["seconds", "3", 3000],
  ["none at all", "0", 0],
  ["a date", "Mon, 05 Jan 2026 10:00:07 GMT", 7000],
  ["a date that has passed", "Mon, 05 Jan 2026 09:00:00 GMT", 0],
  ["a negative number", "-5", undefined],
  ["a fraction", "1.5", undefined],
  ["something else", "soon", undefined],
  ["nothing", null, undefined],
])("waits as long as Retry-After says: %s", (_what, value, expected) => {
  expect(retryAfterMs(value, now)).toBe(expected);
});
