import { MAX_RUN_ID, PROTOCOL_VERSION } from "./records.ts";
import { check, count, metrics, number, reason, sha256, text, texts, time } from "./schema-parts.ts";

const header = {
  testcar: { const: PROTOCOL_VERSION },
  run: { type: "string", minLength: 1, maxLength: MAX_RUN_ID },
  seq: count,
  time,
  shortened: texts,
} as const;

const runStarted = {
  type: "object",
  required: ["testcar", "run", "seq", "time", "type", "agent", "plugins"],
  properties: {
    ...header,
    type: { const: "run.started" },
    agent: { type: "object", required: ["version", "node"], properties: { version: text, node: text } },
    target: text,
    plugins: {
      type: "array",
      items: { type: "object", required: ["name"], properties: { name: text, version: text } },
    },
  },
} as const;

const testStarted = {
  type: "object",
  required: ["testcar", "run", "seq", "time", "type", "test", "runner"],
  properties: { ...header, type: { const: "test.started" }, test: text, runner: text, name: text },
} as const;

const testOutput = {
  type: "object",
  required: ["testcar", "run", "seq", "time", "type", "test", "stream", "text"],
  properties: {
    ...header,
    type: { const: "test.output" },
    test: text,
    stream: { enum: ["stdout", "stderr"] },
    text,
    continued: { type: "boolean" },
    omitted: { type: "object", required: ["lines", "bytes"], properties: { lines: count, bytes: count } },
  },
} as const;

const testFinished = {
  type: "object",
  required: [
    "testcar",
    "run",
    "seq",
    "time",
    "type",
    "test",
    "runner",
    "status",
    "exitCode",
    "durationMs",
    "reasons",
  ],
  properties: {
    ...header,
    type: { const: "test.finished" },
    test: text,
    runner: text,
    name: text,
    status: { enum: ["passed", "failed", "error", "timed-out", "interrupted", "skipped"] },
    exitCode: { type: ["integer", "null"] },
    startedAt: time,
    durationMs: number,
    reasons: { type: "array", items: reason },
    warnings: { type: "array", items: reason },
    checks: { type: "array", items: check },
    metrics,
    output: {
      type: "object",
      required: ["bytes", "lines", "omittedLines"],
      properties: { bytes: count, lines: count, omittedLines: count, file: text, fileOmittedBytes: count },
    },
    partial: { type: "boolean" },
  },
} as const;

const runFinished = {
  type: "object",
  required: [
    "testcar",
    "run",
    "seq",
    "time",
    "type",
    "verdict",
    "exitCode",
    "reason",
    "counts",
    "startedAt",
    "durationMs",
    "reasons",
    "digest",
    "check",
  ],
  properties: {
    ...header,
    type: { const: "run.finished" },
    verdict: { enum: ["passed", "failed", "error", "timed-out", "interrupted"] },
    exitCode: { type: "integer", minimum: 0, maximum: 255 },
    reason: text,
    counts: {
      type: "object",
      required: ["total", "passed", "failed", "error", "timed-out", "interrupted", "skipped"],
      properties: {
        total: count,
        passed: count,
        failed: count,
        error: count,
        "timed-out": count,
        interrupted: count,
        skipped: count,
      },
    },
    startedAt: time,
    durationMs: number,
    reasons: { type: "array", items: reason },
    warnings: { type: "array", items: reason },
    omitted: {
      type: "object",
      required: [],
      properties: {
        "run.started": count,
        "test.started": count,
        "test.output": count,
        "test.finished": count,
        "run.finished": count,
      },
    },
    digest: { type: "object", required: ["records", "sha256"], properties: { records: count, sha256 } },
    check: sha256,
  },
} as const;

const runReplayed = {
  type: "object",
  required: ["testcar", "run", "time", "type"],
  properties: {
    testcar: header.testcar,
    run: header.run,
    time,
    type: { const: "run.replayed" },
    start: { type: "integer", minimum: 1 },
  },
} as const;

/** The schema of each type of record. */
export const recordSchemas = {
  "run.started": runStarted,
  "test.started": testStarted,
  "test.output": testOutput,
  "test.finished": testFinished,
  "run.finished": runFinished,
  "run.replayed": runReplayed,
} as const;

/**
 * JSON Schema (2020-12) of the records that this version writes. A record of a type that is not in it may come from
 * a later agent of the same protocol version.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export const recordSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:testcar:schema:record:1",
  title: "Testcar record, protocol version 1",
  oneOf: [runStarted, testStarted, testOutput, testFinished, runFinished, runReplayed],
} as const;
