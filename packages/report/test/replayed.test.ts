import { expect, test } from "@jest/globals";
import { writeReplayed } from "../src/index.ts";
import { clock } from "./logs.ts";

test("the note names the run and the start, and has no place in the run", () => {
  const note = writeReplayed({ run: "run-a", start: 2, now: clock() });
  expect(note).toBe(
    '{"testcar":1,"run":"run-a","time":"2026-11-22T12:00:00.000Z","type":"run.replayed","start":2}\n',
  );
});

test("a start that cannot be counted is not told", () => {
  expect(JSON.parse(writeReplayed({ run: "run-a", now: clock() }))).not.toHaveProperty("start");
});

test.each(["", "x".repeat(129), "\u0000".repeat(100)])("a run cannot be called %j", (run) => {
  expect(() => writeReplayed({ run, now: clock() })).toThrow(RangeError);
});
