import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  createRecordWriter,
  MAX_FINISHED_BYTES,
  MAX_RECORD_BYTES,
  MAX_RUN_BYTES,
  type Reason,
  type RecordData,
  type RecordWriter,
  type RunFinished,
  readLog,
  type TestFinished,
} from "../src/index.ts";
import { clock, finishedData, linesOf } from "./logs.ts";

type Parsed = Record<string, unknown> & { type: string; seq: number; shortened?: string[] };

/** What the writer makes of a run. */
function write(use: (records: RecordWriter) => void, maxBytes?: number) {
  const lines: string[] = [];
  const records = createRecordWriter({
    run: "run-a",
    write: (line) => lines.push(line),
    now: clock(),
    ...(maxBytes !== undefined && { maxBytes }),
  });
  use(records);
  return { lines, records, parsed: lines.map((line): Parsed => JSON.parse(line)) };
}

const bytes = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);

const result: RecordData<TestFinished> = {
  test: "load.yml",
  runner: "artillery",
  status: "failed",
  exitCode: 1,
  durationMs: 12.5,
  reasons: [{ code: "TESTCAR_EXAMPLE", message: "The 95th percentile is above 200 ms." }],
};

// One UTF-16 unit of each kind that takes another number of bytes.
const nasty = '\u0000\u001b\n"\\\u007f\u009b\u2028\ud800é漢😀';
const huge = nasty.repeat(800);

describe("the lines", () => {
  test("are records of one run, numbered from 0 without gaps, in the order of the protocol's header", () => {
    const lines = linesOf("passed");
    expect(lines[0]).toMatch(
      /^\{"testcar":1,"run":"run-a","seq":0,"time":"2026-11-22T12:00:00\.\d{3}Z","type":"run\.started",/,
    );
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, place) => place));
    for (const line of lines) expect(line.indexOf("\n")).toBe(line.length - 1);
  });

  test("end in run.finished, sealed over itself and over all lines in front", () => {
    const lines = linesOf("failed");
    const last = lines.at(-1) ?? "";
    const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
    const { digest, check } = JSON.parse(last);
    expect(digest).toEqual({ records: 7, sha256: sha256(lines.slice(0, -1).join("")) });
    expect(last.endsWith(`,"check":"${check}"}\n`)).toBe(true);
    expect(check).toBe(sha256(last.slice(0, last.indexOf(',"check":'))));
  });

  test("hold nothing that ends a line or controls a terminal", () => {
    const { lines } = write((records) => records.testOutput({ test: nasty, stream: "stderr", text: nasty }));
    expect(lines.join("").slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ test: nasty, text: nasty });
  });

  test("keep their own header, whatever untyped data say", () => {
    const forged = { ...result, run: "run-z", seq: 99, type: "run.finished", testcar: 2, time: "never" };
    const { parsed, lines } = write((records) => records.testFinished(forged));
    expect(parsed[0]).toMatchObject({ testcar: 1, run: "run-a", seq: 0, type: "test.finished" });
    expect(lines[0]).toMatch(/^\{"testcar":1,"run":"run-a","seq":0,/);
  });

  test("leave out what is not a number", () => {
    const { parsed } = write((records) =>
      records.testFinished({ ...result, metrics: { requests: 0, latencyMs: { mean: Number.NaN, max: 1 } } }),
    );
    expect(parsed[0]?.metrics).toEqual({ requests: 0, latencyMs: { max: 1 } });
  });
});

describe("what a test prints", () => {
  test("is split into continued records when it is long, never inside a character, and is whole again when joined", () => {
    const pieces = write((records) => records.testOutput({ test: "a", stream: "stdout", text: huge })).parsed;
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.map(({ text }) => text).join("")).toBe(huge);
    expect(pieces.map(({ continued }) => continued)).toEqual([...pieces.slice(1).map(() => true), undefined]);
    for (const { text } of pieces.slice(1)) expect(String(text)).not.toMatch(/^[\udc00-\udfff]/);
  });

  test("is split by its bytes, for every kind of character", () => {
    for (const character of nasty) {
      const text = character.repeat(20_000);
      const { lines, parsed } = write((records) => records.testOutput({ test: "a", stream: "stdout", text }));
      expect(parsed.map((piece) => piece.text).join("")).toBe(text);
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
      expect(Buffer.byteLength(lines[0] ?? "")).toBeGreaterThan(MAX_RECORD_BYTES - 32);
    }
  });

  test("keeps what the caller says of it on its last record", () => {
    const omitted = { lines: 2, bytes: 30 };
    const { parsed } = write((records) =>
      records.testOutput({ test: "a", stream: "stdout", text: "x".repeat(10_000), continued: true, omitted }),
    );
    expect(parsed.map(({ continued, omitted: cut }) => [continued, cut])).toEqual([
      [true, undefined],
      [true, omitted],
    ]);
  });

  test("an empty line is a record too", () => {
    const { parsed } = write((records) => records.testOutput({ test: "a", stream: "stdout", text: "" }));
    expect(parsed).toMatchObject([{ type: "test.output", text: "" }]);
  });
});

describe("a record that is too long", () => {
  const many = <T>(length: number, make: (index: number) => T): T[] =>
    Array.from({ length }, (_, index) => make(index));
  const numbers = (length: number): Record<string, number> =>
    Object.fromEntries(many(length, (index) => [`name ${index}`, index]));
  const shortenedOf = (change: Partial<RecordData<TestFinished>>): Parsed => {
    const { parsed, lines } = write((records) => records.testFinished({ ...result, ...change }));
    expect(bytes(lines)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
    expect(parsed).toHaveLength(1);
    return parsed[0] ?? { type: "none", seq: -1 };
  };

  test("loses endpoints and counters first, and says so", () => {
    const endpoints = many(10_000, (index) => ({ name: `GET /${index}`, responses: index }));
    expect(shortenedOf({ metrics: { requests: 7, endpoints } })).toMatchObject({
      shortened: ["metrics.endpoints"],
      metrics: { requests: 7, endpoints: endpoints.slice(0, 20) },
    });
    const checks = [{ name: "p95", status: "failed" as const }];
    expect(shortenedOf({ checks, metrics: { endpoints, counters: numbers(1000) } })).toMatchObject({
      shortened: ["metrics.endpoints", "metrics.counters"],
      metrics: { endpoints: endpoints.slice(0, 20) },
      checks,
    });
  });

  test("then checks, the failed ones last", () => {
    const checks = many(
      500,
      (index) => ({ name: `check ${index}`, status: index === 499 ? "failed" : "passed" }) as const,
    );
    const short = shortenedOf({ checks, metrics: { errorsByKind: numbers(5) } });
    expect(short).toMatchObject({ shortened: ["checks"], checks: [checks[499], ...checks.slice(0, 19)] });
    expect(short.metrics).toEqual({ errorsByKind: numbers(5) });
  });

  test("then the rarer kinds of errors, and then status codes", () => {
    const { shortened, metrics } = shortenedOf({
      metrics: { errorsByKind: numbers(2000), codes: numbers(3) },
    });
    expect(shortened).toEqual(["metrics.errorsByKind"]);
    expect(metrics).toMatchObject({
      errorsByKind: { "name 1999": 1999, "name 1990": 1990 },
      codes: numbers(3),
    });
    expect(shortenedOf({ metrics: { codes: numbers(2000) } })).toMatchObject({
      shortened: ["metrics.codes"],
      metrics: {},
    });
  });

  test("then all reasons but the first, and last of all the ends of long texts", () => {
    const reasons: Reason[] = many(300, (index) => ({
      code: "TESTCAR_EXAMPLE",
      message: `reason ${index} ${"x".repeat(50)}`,
    }));
    expect(shortenedOf({ reasons })).toMatchObject({ shortened: ["reasons"], reasons: [reasons[0]] });
    const [long] = many(1, () => ({ code: "TESTCAR_EXAMPLE", message: "x".repeat(9000), hint: "Look." }));
    expect(shortenedOf({ reasons: long ? [long] : [], name: "n" })).toMatchObject({
      shortened: ["reasons"],
      reasons: [{ message: `${"x".repeat(2045)}…`, hint: "Look." }],
      name: "n",
    });
  });

  test("keeps a test's identifier the same in all its records, and two of them apart", () => {
    const { parsed } = write((records) => {
      for (const test of [`${huge}a`, `${huge}b`]) {
        records.testStarted({ test, runner: "artillery" });
        records.testOutput({ test, stream: "stdout", text: "x" });
        records.testFinished({ ...result, test });
      }
    });
    const ids = parsed.map(({ test: id }) => id);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(ids).size).toBe(2);
    expect(parsed.every(({ shortened }) => shortened?.includes("test"))).toBe(true);
  });

  test("run.started and run.finished too", () => {
    const plugins = many(50, (index) => ({ name: `plugin-${index}-${huge}`, version: huge }));
    const { lines, parsed } = write((records) => {
      records.runStarted({ agent: { version: huge, node: huge }, target: huge, plugins });
      const reason = { code: huge, message: huge, hint: huge, policy: huge, plugin: huge };
      records.runFinished({
        ...finishedData("failed", 2),
        reason: huge,
        startedAt: huge,
        reasons: many(50, () => reason),
      });
    });
    expect(parsed.map(({ shortened }) => shortened)).toEqual([
      ["plugins", "agent", "target"],
      ["reasons", "reason", "startedAt"],
    ]);
    expect(Buffer.byteLength(lines[1] ?? "")).toBeLessThanOrEqual(MAX_FINISHED_BYTES);
    expect(readLog(lines.join(""))).toMatchObject({ verdict: "failed", completeness: "complete" });
  });

  test("is left out and counted when data of the wrong shape cannot be shortened", () => {
    const odd = { ...result, extra: many(9000, () => 1) };
    const { parsed } = write((records) => {
      records.testFinished(odd);
      records.runFinished(finishedData("failed", 2));
    });
    expect(parsed).toMatchObject([
      { type: "run.finished", omitted: { "test.finished": 1 }, digest: { records: 0 } },
    ]);
  });

  test("does not exist, whatever the data are", () => {
    // Long texts go by a name, so that a counterexample can be read.
    const texts = new Map([
      ["HUGE", nasty.repeat(400)],
      ["LONG", "x".repeat(9000)],
      ["LONE", "\ud800".repeat(1500)],
    ]);
    const long = (_key: string, value: unknown): unknown =>
      typeof value === "string" ? (texts.get(value) ?? value) : value;
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...texts.keys()));
    const reasons = fc.array(fc.record({ code: text, message: text, hint: text, policy: text }), {
      maxLength: 30,
    });
    const counts = fc.dictionary(fc.string({ unit: "binary", maxLength: 300 }), fc.nat(), { maxKeys: 30 });
    const data = fc.record({
      test: text,
      runner: text,
      name: text,
      exitCode: fc.constantFrom(0, 1, null),
      durationMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
      reasons,
      warnings: reasons,
      checks: fc.array(fc.record({ name: text, status: fc.constantFrom("passed", "failed"), detail: text }), {
        maxLength: 6,
      }),
      metrics: fc.record({ codes: counts, errorsByKind: counts, counters: counts, requests: fc.nat() }),
      output: fc.record({ bytes: fc.nat(), lines: fc.nat(), omittedLines: fc.nat(), file: text }),
    });
    fc.assert(
      fc.property(data, (short) => {
        const ended: RecordData<TestFinished> = JSON.parse(JSON.stringify(short), long);
        const { test, runner, name = "", reasons } = ended;
        const { lines } = write((records) => {
          records.testStarted({ test, runner, name });
          records.testOutput({ test, stream: "stdout", text: name });
          records.testFinished({ ...ended, status: "failed" });
          records.runFinished({ ...finishedData("failed", 2), reason: name, reasons });
        });
        expect(lines.length).toBeGreaterThanOrEqual(4);
        for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_RECORD_BYTES);
        expect(Buffer.byteLength(lines.at(-1) ?? "")).toBeLessThanOrEqual(MAX_FINISHED_BYTES);
        const reading = readLog(lines.join(""));
        expect(reading).toMatchObject({ verdict: "failed", completeness: "complete", problems: [] });
        expect(reading.tests).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});

describe("when the budget runs low", () => {
  const print = (records: RecordWriter, lines: number, test = "noisy.yml"): void => {
    for (let line = 0; line < lines; line += 1)
      records.testOutput({ test, stream: "stdout", text: "x".repeat(100) });
  };
  const typesOf = (parsed: readonly Parsed[], type: string): Parsed[] =>
    parsed.filter((record) => record.type === type);

  test("output stops at 60 %, the cut is declared in its place, and the run still reads as complete", () => {
    const { lines, parsed } = write((records) => {
      records.testStarted({ test: "noisy.yml", runner: "artillery" });
      print(records, 10_000);
      const output = { lines: 10_100, bytes: 1_020_100, omittedLines: 100 };
      records.testFinished({ ...result, test: "noisy.yml", output });
      records.runFinished(finishedData("failed", 1));
    });
    expect(bytes(lines)).toBeLessThanOrEqual(0.61 * MAX_RUN_BYTES);
    const output = typesOf(parsed, "test.output");
    const lost = 10_000 - (output.length - 1);
    expect(output.at(-1)).toMatchObject({ text: "", omitted: { lines: lost, bytes: lost * 101 } });
    expect(typesOf(parsed, "test.finished")).toMatchObject([{ output: { omittedLines: lost + 100 } }]);
    expect(parsed.slice(-3).map(({ type }) => type)).toEqual([
      "test.output",
      "test.finished",
      "run.finished",
    ]);
    expect(parsed.at(-1)).toMatchObject({ omitted: { "test.output": lost } });
    expect(readLog(lines.join(""))).toMatchObject({ verdict: "failed", completeness: "complete" });
  });

  test("a line is written whole or not at all, and none follows a cut", () => {
    const { parsed } = write((records) => {
      records.testOutput({ test: "a", stream: "stdout", text: "first" });
      records.testOutput({ test: "a", stream: "stdout", text: "x".repeat(MAX_RUN_BYTES) });
      records.testOutput({ test: "a", stream: "stdout", text: "last" });
      records.testOutput({ test: "a", stream: "stderr", text: "é", continued: true });
      records.testOutput({ test: "a", stream: "stderr", text: "", omitted: { lines: 5, bytes: 50 } });
      records.runFinished(finishedData("failed", 1));
    });
    expect(parsed).toMatchObject([
      { text: "first" },
      { stream: "stdout", text: "", omitted: { lines: 2, bytes: MAX_RUN_BYTES + 6 } },
      { stream: "stderr", text: "", omitted: { lines: 5, bytes: 52 } },
      { type: "run.finished" },
    ]);
  });

  test("the cut is declared with the test that it belongs to", () => {
    const { parsed } = write((records) => {
      records.testOutput({ test: "a", stream: "stdout", text: "x".repeat(MAX_RUN_BYTES) });
      records.testOutput({ test: "b", stream: "stdout", text: "x" });
      records.testFinished({ ...result, test: "b" });
      records.testFinished({ ...result, test: "a" });
    });
    expect(parsed.map(({ type, test: id }) => [type, id])).toEqual([
      ["test.output", "b"],
      ["test.finished", "b"],
      ["test.output", "a"],
      ["test.finished", "a"],
    ]);
  });

  test("then what went well goes, and what went wrong last", () => {
    const { lines, parsed } = write((records) => {
      for (let test = 0; test < 3000; test += 1) {
        records.testStarted({ test: `test-${test}`, runner: "artillery" });
        records.testFinished({ ...result, test: `test-${test}`, status: "passed", reasons: [] });
      }
      for (let test = 0; test < 3000; test += 1) records.testFinished({ ...result, test: `bad-${test}` });
      records.runFinished(finishedData("failed", 1));
    });
    expect(bytes(lines)).toBeLessThanOrEqual(MAX_RUN_BYTES);
    const ended = typesOf(parsed, "test.finished");
    const started = typesOf(parsed, "test.started");
    const good = ended.filter(({ status }) => status === "passed");
    const share = bytes(lines.slice(0, started.length + good.length)) / MAX_RUN_BYTES;
    expect(share).toBeGreaterThan(0.79);
    expect(share).toBeLessThan(0.8);
    expect(parsed.at(-1)).toMatchObject({
      omitted: { "test.started": 3000 - started.length, "test.finished": 6000 - ended.length },
    });
    expect(readLog(lines.join(""))).toMatchObject({ verdict: "failed", completeness: "complete" });
  });

  test("room for run.finished is always kept", () => {
    for (const maxBytes of [MAX_FINISHED_BYTES, MAX_FINISHED_BYTES + 500, 20_000]) {
      const reasons = [{ code: "TESTCAR_EXAMPLE", message: "x".repeat(5000) }];
      const { lines, parsed } = write((records) => {
        print(records, 100);
        for (let test = 0; test < 100; test += 1) records.testFinished(result);
        records.runFinished({ ...finishedData("failed", 1), reasons });
      }, maxBytes);
      expect(bytes(lines)).toBeLessThanOrEqual(maxBytes);
      expect(parsed.at(-1)?.type).toBe("run.finished");
      expect(readLog(lines.join(""))).toMatchObject({ verdict: "failed", completeness: "complete" });
    }
  });
});

describe("the writer", () => {
  test("writes nothing more once the run has finished", () => {
    const { records, lines } = write((open) => open.runFinished(finishedData("passed", 1)));
    const finished = "the run is finished";
    expect(() => records.runStarted({ agent: { version: "1", node: "24" }, plugins: [] })).toThrow(finished);
    expect(() => records.testStarted({ test: "a", runner: "b" })).toThrow(finished);
    expect(() => records.testOutput({ test: "a", stream: "stdout", text: "" })).toThrow(finished);
    expect(() => records.testFinished(result)).toThrow(finished);
    expect(() => records.runFinished(finishedData("passed", 1))).toThrow(finished);
    expect(lines).toHaveLength(1);
  });

  test("returns the last record as it was written", () => {
    let last: RunFinished | undefined;
    const { parsed } = write((records) => {
      last = records.runFinished(finishedData("timed-out", 3));
    });
    expect(last).toEqual(parsed[0]);
  });

  test("refuses an identifier or a budget that leaves the records no room", () => {
    const options = { run: "run-a", write: () => undefined, now: clock() };
    for (const run of ["", "x".repeat(129), "\u0000".repeat(22)]) {
      expect(() => createRecordWriter({ ...options, run })).toThrow(RangeError);
    }
    for (const maxBytes of [0, MAX_FINISHED_BYTES - 1, MAX_RUN_BYTES + 1, Number.NaN]) {
      expect(() => createRecordWriter({ ...options, maxBytes })).toThrow(RangeError);
    }
  });
});
