import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { createLineReader } from "../../src/run/event-lines.ts";
import { makeDirectory } from "./temporary.ts";

const newFile = () => join(makeDirectory(), "events.jsonl");

describe("createLineReader", () => {
  test("has nothing to read before the file is there", () => {
    expect([...createLineReader(newFile()).read()]).toEqual([]);
  });

  test("gives each line once, and a torn one when its end has come", () => {
    const file = newFile();
    const reader = createLineReader(file);
    writeFileSync(file, "one\ntw");
    expect([...reader.read()]).toEqual([{ text: "one" }]);
    expect([...reader.read()]).toEqual([]);
    appendFileSync(file, "o\nthree");
    expect([...reader.read()]).toEqual([{ text: "two" }]);
  });

  test("puts lines together that are longer than what is read at once", () => {
    const file = newFile();
    const long = "ä".repeat(400_000);
    writeFileSync(file, `${long}\nnext\n`);
    expect([...createLineReader(file).read()]).toEqual([{ text: long }, { text: "next" }]);
  });

  test("keeps of a line that is too long what it is, and goes on behind it", () => {
    const file = newFile();
    writeFileSync(file, `{"type":"done","counters":"${"x".repeat(5000)}"}\nnext\n${"y".repeat(5000)}\n`);
    expect([...createLineReader(file, 1000).read()]).toEqual([
      { oversized: "done" },
      { text: "next" },
      { oversized: "" },
    ]);
  });
});
