import { describe, expect, it } from "@jest/globals";
import { LastLines } from "../src/last-lines.ts";

const stdout = (text: string) => ({ stream: "stdout", text }) as const;

describe("the last lines of a test", () => {
  it("are so many, of each test its own, and told once", () => {
    const lines = new LastLines(2);
    for (const text of ["one", "two", "three"]) lines.add("a", stdout(text));
    lines.add("b", stdout("other"));
    expect(lines.take("a")).toEqual(["two", "three"]);
    expect(lines.take("a")).toEqual([]);
    expect(lines.take("b")).toEqual(["other"]);
  });

  it("are none, where none are wanted", () => {
    const lines = new LastLines(0);
    lines.add("a", stdout("one"));
    expect(lines.take("a")).toEqual([]);
  });

  it.each([
    ["\u001b[31mred\u001b[0m", "red"],
    ["a\tb\r", "a    b"],
    ["\u001b]0;title\u0007text", "text"],
    ["10 %\r100 %", "10 %\\u{d}100 %"],
    ["\u001b\u001b[2Jx", "\\u{1b}x"],
    ["\u202elanosrep", "\\u{202e}lanosrep"],
  ])("are legible, and move nothing: %j reads %j", (printed, read) => {
    const lines = new LastLines(1);
    lines.add("a", stdout(printed));
    expect(lines.take("a")).toEqual([read]);
  });
});
