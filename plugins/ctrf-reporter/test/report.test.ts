import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "@jest/globals";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { printed, runReport, testReport } from "../../../packages/core/test/reports.ts";
import type { CtrfDocument } from "../src/document.ts";
import { buildReport } from "../src/report.ts";

const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(new URL("fixtures/ctrf-schema-0.0.json", import.meta.url), "utf8")),
);

const reportId = "3f0c2f9e-6f7e-4d0a-9a55-3f2f0f6ac1b1";
const settings = {
  options: { appName: "shop" },
  agent: { version: "9.9.9", node: "v24.0.0" },
  now: new Date("2026-11-22T12:00:06Z"),
  reportId,
};

/** The report, proved to be valid. */
async function build(...run: Parameters<typeof runReport>): Promise<CtrfDocument> {
  const report = runReport(...run);
  const document = await buildReport(report, report, settings);
  expect({ isValid: validate(JSON.parse(JSON.stringify(document))), errors: validate.errors }).toEqual({
    isValid: true,
    errors: null,
  });
  return document;
}

const failed = { verdict: "failed", exitCode: 1, reason: "1 of 2 tests failed" } as const;

describe("the report", () => {
  it("says of a pass what ran where, and how long it took", async () => {
    const startedAt = "2026-11-22T12:00:01.000Z";
    const checks = [
      { name: "p95 < 200", status: "passed" as const, passed: 3, failed: 0 },
      { name: "codes", status: "passed" as const },
    ];
    const tests = [testReport("passed", "a.yml", { startedAt, checks, metrics: { requests: 5 } })];
    expect(await build(tests, {}, { target: "http://127.0.0.1:8080" })).toEqual({
      reportFormat: "CTRF",
      specVersion: "0.0.0",
      reportId,
      runId: "c125fddb-4aa7-4fc9-9ee0-7ff04132fa7e",
      timestamp: "2026-11-22T12:00:06.000Z",
      generatedBy: "@testcar/plugin-ctrf-reporter",
      results: {
        tool: { name: "testcar", version: "9.9.9", extra: { node: "v24.0.0" } },
        summary: {
          tests: 1,
          passed: 1,
          failed: 0,
          skipped: 0,
          pending: 0,
          other: 0,
          start: 1_795_348_800_000,
          stop: 1_795_348_805_678,
          duration: 5678,
        },
        tests: [
          {
            testId: "a.yml",
            name: "a.yml",
            status: "passed",
            duration: 1234,
            start: 1_795_348_801_000,
            stop: 1_795_348_802_234,
            suite: ["soap"],
            rawStatus: "passed",
            filePath: "a",
            steps: [
              { name: "p95 < 200", status: "passed", extra: { passed: 3, failed: 0 } },
              { name: "codes", status: "passed" },
            ],
            extra: { runner: "soap", exitCode: 0, metrics: { requests: 5 } },
          },
        ],
        environment: {
          appName: "shop",
          osPlatform: "linux",
          healthy: true,
          extra: { target: "http://127.0.0.1:8080" },
        },
        extra: { verdict: "passed", exitCode: 0, reason: "all is well" },
      },
    });
  });

  it("says of a failure why, what to do, and what was printed, without colours", async () => {
    const reasons = [{ code: "X_SLOW", message: "p95 is 800 ms", hint: "Look." }];
    const output = printed("one\r\n\u001b[31mtwo\u001b[0m\n");
    const warnings = [{ code: "X_OLD", message: "old" }];
    const { results } = await build(
      [
        testReport("failed", "a.yml", { reasons, output, warnings, partial: true }),
        testReport("passed", "b.yml"),
      ],
      failed,
    );
    expect(results.tests[0]).toMatchObject({
      status: "failed",
      rawStatus: "failed",
      message: "p95 is 800 ms",
      trace: "X_SLOW: p95 is 800 ms\n  → Look.\n",
      stdout: ["one", "two"],
      extra: { exitCode: 1, reasons, warnings, partial: true },
    });
    expect(results.summary).toMatchObject({ tests: 2, passed: 1, failed: 1 });
    expect(results.environment).toMatchObject({ healthy: false });
  });

  it.each(["error", "timed-out", "interrupted"] as const)(
    "has a test that is %s as failed, and keeps our word for it",
    async (status) => {
      const { results } = await build([testReport(status, "a.yml")], { verdict: status, exitCode: 6 });
      expect(results.tests).toMatchObject([{ status: "failed", rawStatus: status }]);
    },
  );

  it("never lets a run that is not passed look like one: what is no test's is a test of its own", async () => {
    const reasons = [{ code: "X_TOKEN", message: "no token" }];
    const outcome = { verdict: "error", exitCode: 4, reason: "no token", reasons } as const;
    const { results } = await build([testReport("skipped", "a.yml")], outcome);
    expect(results.tests).toMatchObject([
      { status: "skipped" },
      { name: "the run", status: "failed", rawStatus: "error", message: "no token", extra: { reasons } },
    ]);
    expect(results.summary).toMatchObject({ tests: 2, failed: 1, skipped: 1 });
    expect(results.extra).toMatchObject({ verdict: "error", exitCode: 4, reasons });
  });

  it("stays valid whatever a test is called, prints and takes", async () => {
    const hostile = "\u0000\u001b[2J\ud800";
    const report = testReport("failed", hostile, { name: "", output: printed(hostile), durationMs: 1.5 });
    await build([report], { ...failed, reason: hostile }, { durationMs: 2.25 });
  });
});

test("the schema of the tests finds what is wrong", () => {
  expect(validate({ reportFormat: "CTRF", specVersion: "0.0.0" })).toBe(false);
});
