import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { compareOutput } from "../../src/run/output-file.ts";
import { makeDirectory } from "./temporary.ts";

const write = (text: string) => join(makeDirectory({ "output.json": text }), "output.json");
const counters = { "http.requests": 2, "vusers.created": 2 };

test("finds no difference between equal counters", async () => {
  expect(await compareOutput(write(JSON.stringify({ aggregate: { counters } })), counters)).toEqual([]);
});

test("says what differs", async () => {
  const file = write(
    JSON.stringify({ aggregate: { counters: { "http.requests": 1, "errors.X": 1, "vusers.created": 2 } } }),
  );
  expect(await compareOutput(file, counters)).toEqual([
    "http.requests: 2 was heard, 1 is in the file",
    "errors.X: nothing was heard, 1 is in the file",
  ]);
});

test("says when there is nothing to compare with", async () => {
  expect(await compareOutput("/missing", counters)).toEqual([expect.stringContaining("no output file")]);
  expect(await compareOutput(write("{"), counters)).toEqual([expect.stringContaining("no output file")]);
  expect(await compareOutput(write("{}"), counters)).toEqual([expect.stringContaining("no counters")]);
});
