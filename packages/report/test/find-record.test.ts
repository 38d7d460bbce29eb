import { describe, expect, test } from "@jest/globals";
import { type Finding, findRecord } from "../src/find-record.ts";
import { MAX_RECORD_BYTES } from "../src/records.ts";
import { linesOf } from "./logs.ts";

const kindOf = (line: string | Buffer): Finding["kind"] => findRecord(Buffer.from(line)).kind;
const [line = ""] = linesOf("passed");
const record = (change: object): string =>
  JSON.stringify({
    testcar: 1,
    run: "run-a",
    seq: 3,
    time: "2026-11-22T12:00:00.000Z",
    type: "test.paused",
    ...change,
  });

test("a record is found behind anything, and its bytes go from brace to brace", () => {
  const found = findRecord(Buffer.from(`2026-11-22T12:00:00Z {"testcar":1,"ru${line.trimEnd()} \t\r`));
  expect(found).toMatchObject({ kind: "record", record: { run: "run-a", seq: 0, type: "run.started" } });
  expect(found.kind === "record" && found.record.bytes.toString()).toBe(line.trimEnd());
});

test.each([
  ["blank", ""],
  ["blank", " \t\r"],
  ["noise", "listening on 8080"],
  ["noise", '{"level":"info"}'],
  ["noise", '{"testcar":"1"}'],
  ["noise", 'config is {"testcar":{"plugins":[]}} now'],
  ["noise", `{"level":"debug","record":${record({})}}`],
  ["noise", record({ seq: undefined })],
  ["noise", record({ seq: undefined, run: undefined })],
  ["record", record({})],
  ["replay", record({ type: "run.replayed", seq: undefined })],
  ["replay", record({ type: "run.replayed" })],
  ["damaged", record({ type: "run.replayed", seq: undefined, run: "" })],
  ["damaged", record({}).slice(0, -1)],
  ["damaged", `${record({})} and more`],
  ["damaged", record({ run: "" })],
  ["damaged", record({ run: "x".repeat(129) })],
  ["damaged", record({ run: undefined })],
  ["damaged", record({ seq: 1.5 })],
  ["damaged", record({ seq: -1 })],
  ["damaged", record({ type: undefined })],
  ["damaged", record({ type: "run.started", seq: undefined })],
  ["damaged", record({ testcar: 0 })],
  ["newer", record({ testcar: 2 })],
  ["newer", record({ testcar: 12 }).slice(0, 20)],
] as const)("a line is %s: %s", (kind, text) => {
  expect(kindOf(text)).toBe(kind);
});

describe("a record is damaged", () => {
  test("when it has bytes that are no text", () => {
    const bytes = Buffer.from(record({ text: "~" }));
    bytes[bytes.indexOf("~")] = 0xff;
    expect(kindOf(bytes)).toBe("damaged");
  });

  test("when its line is longer than a record may be", () => {
    const padded = (size: number): string => record({ text: "x".repeat(size - record({ text: "" }).length) });
    expect(kindOf(padded(MAX_RECORD_BYTES - 1))).toBe("record");
    expect(kindOf(padded(MAX_RECORD_BYTES))).toBe("damaged");
  });
});

test("a line of nothing but starts costs little", () => {
  const starts = '{"testcar":1,"a":'.repeat(4000);
  const started = process.cpuUsage();
  expect(kindOf(starts)).toBe("damaged");
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(500);
});
