import { describe, expect, test } from "@jest/globals";
import { expand, headersOf, placeholdersOf, unknownPlaceholders } from "../src/template.ts";

describe("placeholders", () => {
  test("are replaced wherever they stand, as often as they stand there", () => {
    expect(expand("{tests}/{name}?{name}", { tests: "/t", name: "a b" })).toBe("/t/a b?a b");
  });

  test("a value is never looked at for placeholders itself", () => {
    expect(expand("{name}", { name: "{target}{{", target: "http://x" })).toBe("{target}{{");
  });

  test("a doubled brace is a brace", () => {
    expect(expand('{{"file":"{file}"}}', { file: "/t/a" })).toBe('{"file":"/t/a"}');
  });

  test.each(["{fil}", "{}", "{header:}", "{header:a b}", "{__proto__}", "{constructor}", "a { b"])(
    "%s is none",
    (text) => {
      expect(unknownPlaceholders(text)).toHaveLength(1);
    },
  );

  test("headers are known by their names in lower case", () => {
    expect([...headersOf("{header:Authorization} {header:x-api-key}")]).toEqual([
      "authorization",
      "x-api-key",
    ]);
    expect(expand("Bearer: {header:Authorization}", {}, { authorization: "abc" })).toBe("Bearer: abc");
  });

  test("are told apart", () => {
    expect([...placeholdersOf("{{file}} {work}/{file}")]).toEqual(["work", "file"]);
    expect(unknownPlaceholders("{{file}} $HOME a}")).toEqual([]);
  });
});
