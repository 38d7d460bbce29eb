import { expect, test } from "@jest/globals";
import { findJsonError } from "../../src/config/json-error.ts";

test.each([
  ['{\n  "plugins": [}\n}\n', 2, 15, "Unexpected token '}'"],
  ['{"a":1,}', 1, 8, "Expected double-quoted property name"],
  ["[1,\n 2,\n]", 3, 1, "Unexpected token ']'"],
  ["{", 1, 2, "Expected property name or '}'"],
  ['{"a":', 1, 6, "Unexpected end of JSON input"],
  ["", 1, 1, "Unexpected end of JSON input"],
  ["{}\nx", 2, 1, "Unexpected non-whitespace character after JSON"],
  ['["a\nb"]', 1, 4, "Bad control character in string literal"],
  ["[truth]", 1, 5, "Unexpected token 't'"],
  ["// words\n{}", 1, 1, "Unexpected token '/'"],
])("%j breaks in line %i, column %i", (text, line, column, reason) => {
  expect(findJsonError(text)).toEqual({ line, column, reason });
});

test("quotes nothing of the text, which may hold a secret", () => {
  expect(JSON.stringify(findJsonError('{ "password": hunter22 }'))).not.toContain("hunter");
});

test("finds nothing wrong with JSON", () => {
  expect(findJsonError('{"a":[1,2]}')).toBeUndefined();
});
