import { describe, expect, it } from "@jest/globals";
import { fit, fitted, squeeze, usable, wrapWords } from "../../src/live/layout.ts";
import { paintWith } from "../../src/paint.ts";

const plain = paintWith(false);

describe("a name", () => {
  it.each([
    ["abc", "abc      "],
    ["tests/orders/all.yml", "test….yml"],
    ["안녕하세요", "안녕…세요"],
    ["안녕하세", "안녕하세 "],
    ["👩‍👩‍👧 x", "👩‍👩‍👧 x     "],
  ])("%s takes nine columns, and keeps both of its ends", (name, text) => {
    expect(fit(name, 9)).toBe(text);
  });

  it.each([
    [40, 15],
    [80, 31],
    [200, 43],
  ])("takes no more of %i columns than two fifths, and no more than it needs", (columns, expected) => {
    const name = "orders/what-a-customer-does-on-a-monday.yml";
    expect(fitted(usable(columns), [name], plain).name("a")).toHaveLength(expected);
  });
});

describe("a text", () => {
  it.each([
    ["", [""]],
    ["one two", ["one two"]],
    ["one two three four", ["one two", "three four"]],
    ["0123456789 next", ["0123456789", "next"]],
    ["0123456789abcdef next", ["0123456789", "abcdef", "next"]],
    ["안녕하세요 안녕", ["안녕하세요", "안녕"]],
    ["안녕하세요안녕", ["안녕하세요", "안녕"]],
    ["  two spaces in front", ["  two", "spaces in", "front"]],
    ["            far", ["", "far"]],
  ])("%j is taken apart between words, and loses nothing else", (text, lines) => {
    expect(wrapWords(text, 10)).toEqual(lines);
  });

  it("is not taken apart so that each line holds a character, however narrow the terminal is", () => {
    const { wrap } = fitted(usable(3), [], plain);
    expect(wrap(" ".repeat(30), "0123456789 next").map((line) => line.trim())).toEqual([
      "0123456789",
      "next",
    ]);
  });
});

describe("a line of a test's output", () => {
  it("takes three lines, however long it is", () => {
    const { quote } = fitted(usable(30), [], plain);
    const quoted = quote("| ", "x".repeat(500));
    expect(quoted).toEqual([`| ${"x".repeat(27)}`, `| ${"x".repeat(27)}`, `| ${"x".repeat(26)}…`]);
  });
});

describe("a line that is too long", () => {
  it.each([
    ["min: .................... 43.2", "min: ......... 43.2"],
    ["------------------------------", "-------------------"],
    ["a.......... then more words than fit", "a... then more words than fit"],
    ["no leaders at all, but long", "no leaders at all, but long"],
    ["000000000000000000000000", "000000000000000000000000"],
    ["short ..........", "short .........."],
  ])("%s loses of its leaders what is too much, and no more", (text, squeezed) => {
    expect(squeeze(text, 19)).toBe(squeezed);
  });
});

describe("the usable columns", () => {
  it.each([
    [80, 79],
    [200, 199],
    [undefined, 79],
    [0, 79],
    [5, 20],
  ])("of %p are %i", (columns, expected) => {
    expect(usable(columns)).toBe(expected);
  });
});
