import { expect, test } from "@jest/globals";
import { LineSplitter, MAX_LINE_BYTES } from "../src/lines.ts";
import { MAX_RECORD_BYTES } from "../src/records.ts";

function split(chunks: readonly string[]) {
  const lines: string[] = [];
  const dropped: number[] = [];
  const splitter = new LineSplitter(
    { line: (bytes) => lines.push(bytes.toString()), dropped: (bytes) => dropped.push(bytes.length) },
    11,
  );
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return { lines, dropped };
}

test("gives every line, wherever the log is cut", () => {
  expect(split(["a", "b\nc", "", "\n\n", "d"]).lines).toEqual(["ab", "c", "", "d"]);
  expect(split(["a\n"]).lines).toEqual(["a"]);
  expect(split([]).lines).toEqual([]);
});

test("keeps the end of a line that is too long, with room for any record", () => {
  const end = "e".repeat(MAX_RECORD_BYTES);
  for (const chunks of [
    ["x".repeat(MAX_LINE_BYTES), end, "\nnext"],
    [`${"x".repeat(MAX_LINE_BYTES)}${end}\nnext`],
  ]) {
    const { lines, dropped } = split(chunks);
    expect(lines[0]?.endsWith(end)).toBe(true);
    expect(lines[1]).toBe("next");
    expect(dropped).toHaveLength(1);
  }
});

test("holds a bounded number of bytes of an endless line", () => {
  const { lines, dropped } = split(Array.from({ length: 5000 }, () => "x".repeat(1000)));
  expect(lines[0]?.length).toBeLessThanOrEqual(MAX_LINE_BYTES);
  expect(Math.max(...dropped)).toBeLessThanOrEqual(MAX_LINE_BYTES + 1000);
});
