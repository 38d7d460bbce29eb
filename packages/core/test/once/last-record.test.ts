import { expect, test } from "@jest/globals";
import { collect } from "../../../plugin-testkit/src/harness/collect.ts";
import { keepLastRecord } from "../../src/once/last-record.ts";
import { endOf } from "./states.ts";

test("the last record is kept, and everything is written", () => {
  const { stream, text } = collect();
  const kept = keepLastRecord(stream);
  const lines = endOf("failed").records.split(/(?<=\n)/);
  for (const line of lines) kept.stream.write(line);
  expect(kept.last()).toBe(lines.at(-1));
  expect(text()).toBe(lines.join(""));
});

test("text for people has none, and the stream stays what it is", () => {
  const { stream } = collect();
  const kept = keepLastRecord(stream);
  let failure: unknown;
  kept.stream.on("error", (error) => {
    failure = error;
  });
  kept.stream.write("1 test passed\n");
  stream.emit("error", "EPIPE");
  expect([kept.last(), failure]).toEqual(["", "EPIPE"]);
});
