import { describe, expect, test } from "@jest/globals";
import { type Accepted, accepts } from "../src/accepts.ts";
import {
  createRecordWriter,
  type RunFinished,
  type RunReplayed,
  type RunStarted,
  type TestcarRecord,
  type TestFinished,
  type TestOutput,
  type TestStarted,
  writeReplayed,
} from "../src/index.ts";
import { recordSchema, recordSchemas } from "../src/schema.ts";
import { clock, finishedData, linesOf } from "./logs.ts";

type Schemas = typeof recordSchemas;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

describe("the schema and the types", () => {
  test("describe the same records", () => {
    // Checked by the compiler: a member that only one of them has, or has otherwise, does not compile.
    const same: [
      Same<Accepted<Schemas["run.started"]>, RunStarted>,
      Same<Accepted<Schemas["test.started"]>, TestStarted>,
      Same<Accepted<Schemas["test.output"]>, TestOutput>,
      Same<Accepted<Schemas["test.finished"]>, TestFinished>,
      Same<Accepted<Schemas["run.finished"]>, RunFinished>,
      Same<Accepted<Schemas["run.replayed"]>, RunReplayed>,
      Same<keyof Schemas, TestcarRecord["type"]>,
    ] = [true, true, true, true, true, true, true];
    expect(same).toHaveLength(Object.keys(recordSchemas).length + 1);
  });

  test("name the same members, the optional ones too", () => {
    const members: { [T in TestcarRecord as T["type"]]: Required<{ [M in keyof T]: true }> } = {
      "run.started": { ...header, agent: true, target: true, plugins: true },
      "test.started": { ...header, test: true, runner: true, name: true },
      "test.output": { ...header, test: true, stream: true, text: true, continued: true, omitted: true },
      "test.finished": {
        ...header,
        test: true,
        runner: true,
        name: true,
        status: true,
        exitCode: true,
        startedAt: true,
        durationMs: true,
        reasons: true,
        warnings: true,
        checks: true,
        metrics: true,
        output: true,
        partial: true,
      },
      "run.finished": {
        ...header,
        verdict: true,
        exitCode: true,
        reason: true,
        counts: true,
        startedAt: true,
        durationMs: true,
        reasons: true,
        warnings: true,
        omitted: true,
        digest: true,
        check: true,
      },
      "run.replayed": { testcar: true, run: true, time: true, type: true, start: true },
    };
    for (const [type, schema] of Object.entries(recordSchemas)) {
      const named: Record<string, object> = members;
      expect(Object.keys(schema.properties).sort()).toEqual(Object.keys(named[type] ?? {}).sort());
    }
  });
});

const header = { testcar: true, run: true, seq: true, time: true, type: true, shortened: true } as const;

describe("the schema", () => {
  const isRecord = (value: unknown): boolean =>
    recordSchema.oneOf.filter((schema) => accepts(schema, value)).length === 1;

  test("accepts every record that the writer makes", () => {
    const lines = [...linesOf("passed"), ...linesOf("failed", "run-b", ["x".repeat(20_000)])];
    const records = createRecordWriter({ run: "full", write: (line) => lines.push(line), now: clock() });
    const reason = { code: "TESTCAR_EXAMPLE", message: "m", hint: "h", policy: "p", plugin: "q" };
    const latencyMs = { min: 1, mean: 2, p50: 2, p75: 3, p90: 4, p95: 5, p99: 6, p999: 7, max: 8.5 };
    records.runStarted({ agent: { version: "1", node: "24" }, target: "http://a", plugins: [{ name: "a" }] });
    records.testStarted({ test: "a", runner: "b", name: "c" });
    records.testOutput({ test: "a", stream: "stderr", text: "", omitted: { lines: 1, bytes: 2 } });
    records.testFinished({
      test: "a".repeat(600),
      runner: "b",
      name: "c",
      status: "timed-out",
      exitCode: null,
      startedAt: "2026-11-22T12:00:00Z",
      durationMs: 0.5,
      reasons: [reason],
      warnings: [reason],
      checks: [{ name: "n", status: "failed", passed: 1, failed: 2, detail: "d" }],
      metrics: {
        requests: 1,
        responses: 1,
        errors: 1,
        virtualUsers: { created: 1, completed: 1, failed: 0 },
        codes: { 200: 1 },
        errorsByKind: { ETIMEDOUT: 1 },
        latencyMs,
        endpoints: [{ name: "GET /", responses: 1, codes: { 200: 1 }, errors: {}, latencyMs }],
        counters: { "http.requests": 1 },
      },
      output: { bytes: 1, lines: 1, omittedLines: 0, file: "/tmp/a.log" },
      partial: true,
    });
    records.testOutput({ test: "a", stream: "stdout", text: "x".repeat(1_000_000) });
    records.runFinished(finishedData("error", 1));
    lines.push(...[1, undefined].map((start) => writeReplayed({ run: "full", start, now: clock() })));
    for (const line of lines)
      expect({ line, accepted: isRecord(JSON.parse(line)) }).toEqual({ line, accepted: true });
    expect(new Set(lines.map((line) => JSON.parse(line).type)).size).toBe(6);
  });

  test("refuses a record without any one of its required members, or with any known one of a wrong type", () => {
    for (const line of linesOf("failed")) {
      const record = JSON.parse(line);
      for (const member of Object.keys(record)) {
        const { [member]: _left, ...others } = record;
        const optional = ["target", "metrics", "name"].includes(member);
        expect(isRecord(others)).toBe(optional);
        expect(isRecord({ ...record, [member]: { odd: [] } })).toBe(member === "metrics");
        expect(isRecord({ ...record, [member]: [1] })).toBe(false);
      }
      expect(isRecord({ ...record, later: [1] })).toBe(true);
    }
  });

  test("is plain JSON of the 2020-12 dialect", () => {
    expect(JSON.parse(JSON.stringify(recordSchema))).toEqual(recordSchema);
    expect(recordSchema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  });
});

test.each([
  [{ type: "integer", minimum: 0, maximum: 5 }, [0, 5], [-1, 6, 1.5, "1", null, Number.NaN]],
  [{ type: "number" }, [0, -1.5], [Number.POSITIVE_INFINITY, "1", null, []]],
  [{ type: ["integer", "null"] }, [null, 1], [1.5, "1", undefined]],
  [{ type: "string", minLength: 1, maxLength: 2 }, ["a", "ab"], ["", "abc", 1]],
  [{ type: "string", pattern: "^a$" }, ["a"], ["ab", "a\n"]],
  [{ type: "boolean" }, [true, false], [0, "true", null]],
  [{ type: "array", items: { type: "boolean" } }, [[], [true]], [[1], {}, "a"]],
  [{ type: "object", additionalProperties: { type: "boolean" } }, [{}, { a: true }], [{ a: 1 }, [], null]],
  [{ enum: ["a"] }, ["a"], ["b", 1]],
  [{ const: 1 }, [1], ["1", 2]],
] as const)("%j accepts what it should", (schema, good, bad) => {
  for (const value of good) expect(accepts(schema, value)).toBe(true);
  for (const value of bad) expect(accepts(schema, value)).toBe(false);
});
