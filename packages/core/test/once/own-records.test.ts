import { expect, test } from "@jest/globals";
import { readLog } from "@testcar/report";
import { decodeFinished, encode } from "../../src/once/entries.ts";
import { endOf } from "./states.ts";

test("records of our own are a complete log", () => {
  const { records } = endOf("interrupted");
  expect(readLog(records)).toMatchObject({ verdict: "interrupted", exitCode: 137, completeness: "complete" });
});

test("every byte counts in what is stored", () => {
  const entry = { journal: 1, key: "abc", ...endOf("failed") } as const;
  const whole = encode(entry);
  expect(decodeFinished({ text: whole }, "abc")).toEqual({ entry });
  const text = whole.trimEnd();
  for (let index = 0; index < text.length; index += 7) {
    const flipped = `${text.slice(0, index)}${text[index] === "#" ? "+" : "#"}${text.slice(index + 1)}`;
    expect(decodeFinished({ text: flipped }, "abc")).not.toHaveProperty("entry");
    expect(decodeFinished({ text: text.slice(0, index) }, "abc")).not.toHaveProperty("entry");
  }
});
