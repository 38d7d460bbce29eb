import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createRecordWriter, logProblems } from "../src/index.ts";
import { clock, finishedData } from "./logs.ts";

const root = new URL("..", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const block = (language: string, index = 0): string =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))][index]?.[1] ?? "";

const run = (program: string, input: string) =>
  spawnSync(
    process.execPath,
    ["--conditions=testcar:source", "--input-type=module-typescript", "--eval", program],
    {
      cwd: root,
      input,
      encoding: "utf8",
    },
  );

function log(): string {
  let lines = "";
  const records = createRecordWriter({
    run: "3f6c1b1e-9a51-4a7e-8a8f-2d1f4c0b7a10",
    write: (line) => {
      lines += line;
    },
    now: clock(),
  });
  const code = "TESTCAR_ARTILLERY_THRESHOLD";
  const message = "http.response_time.p95 is 512, above 200.";
  const common = { runner: "artillery", exitCode: 0, reasons: [] };
  records.testFinished({
    ...common,
    test: "smoke.yml",
    status: "passed",
    durationMs: 1200,
    metrics: { requests: 12, latencyMs: { p95: 34.2 } },
  });
  records.testFinished({
    ...common,
    test: "load.yml",
    status: "failed",
    exitCode: 1,
    durationMs: 61_000,
    reasons: [{ code, message }],
    metrics: { requests: 6000, latencyMs: { p95: 512 } },
  });
  records.runFinished({
    ...finishedData("failed", 2),
    reason: "1 of 2 tests failed.",
    durationMs: 62_400,
    reasons: [
      {
        code,
        message: `load.yml: ${message}`,
        hint: "Look at the slowest endpoint of the report, or raise the threshold.",
      },
    ],
  });
  return lines;
}

test("the example of a Gate prints what the page shows", () => {
  const { stdout, stderr, status } = run(block("ts", 0), log());
  expect({ stdout, stderr, status }).toEqual({ stdout: block("text"), stderr: "", status: 1 });
});

test("the example of an agent prints records", () => {
  const { stdout, stderr } = run(block("ts", 1), "");
  expect(stderr).toBe("");
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).type),
  ).toEqual(["test.started", "test.output"]);
});

test("the table names every problem", () => {
  const named = [...readme.matchAll(/^\| `(TESTCAR_LOG_\w+)`/gm)].map(([, code]) => code);
  expect(named).toEqual(Object.keys(logProblems));
});
