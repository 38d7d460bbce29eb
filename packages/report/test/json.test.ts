import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bytesOf, cutText, fittingLength, toJson } from "../src/json.ts";

const inJson = (text: string): number => bytesOf(toJson([text])) - '[""]'.length;
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
);

test("knows to the byte how much of a text fits", () => {
  fc.assert(
    fc.property(text, fc.nat(60), (whole, bytes) => {
      const length = fittingLength(whole, bytes);
      expect(inJson(whole.slice(0, length))).toBeLessThanOrEqual(bytes);
      const next = whole.slice(0, length) + String.fromCodePoint(whole.codePointAt(length) ?? 0);
      if (length < whole.length) expect(inJson(next)).toBeGreaterThan(bytes);
    }),
    { numRuns: 3000 },
  );
});

test("cuts a text with an ellipsis, and only one that does not fit", () => {
  expect(cutText("abcdef", 6)).toBe("abcdef");
  expect(cutText("abcdefg", 6)).toBe("abc…");
  expect(cutText("ab😀defg", 6)).toBe("ab…");
});
