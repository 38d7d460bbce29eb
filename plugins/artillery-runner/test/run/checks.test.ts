import { expect, test } from "@jest/globals";
import { checksOf } from "../../src/run/checks.ts";
import type { EnsureCheck, Numbers, Stats } from "../../src/run/events.ts";

const summaries = { "http.response_time": { p99: 250, p999: 312 } };
const observe = (counters: Numbers, ...checks: readonly Partial<EnsureCheck>[]) => ({
  stats: { counters, summaries } satisfies Stats,
  checks: checks.map((check) => ({ expression: "", strict: true, ok: true, known: true, ...check })),
  live: { requests: 0, responses: 0, errors: 0, codes: {} },
  undefinedFunctions: [],
  uncheckedExpectations: [],
  failedExpectations: [],
  credentials: { wanted: false, ready: false },
  credentialProblems: [],
  done: true,
  stopping: false,
  workerLost: false,
});

test("says what was measured where a condition failed", () => {
  const users = { "vusers.created": 4, "vusers.completed": 1, "http.codes.200": 3 };
  const checks = checksOf(
    observe(
      users,
      { expression: "http.response_time.p99 < 300" },
      { expression: "http.response_time.p999 < 300", ok: false },
      { expression: "p99 < 100", ok: false, strict: false },
      { expression: "maxErrorRate < 0", ok: false },
      { expression: "http.codes.500 == 0", ok: false, known: false },
      { expression: "http.codes.200 > 3 and vusers.created > 0", ok: false },
    ),
  );
  expect(checks).toEqual([
    { name: "http.response_time.p99 < 300", status: "passed" },
    { name: "http.response_time.p999 < 300", status: "failed", detail: "http.response_time.p999 is 312" },
    { name: "p99 < 100", status: "failed", detail: "http.response_time.p99 is 250; optional" },
    { name: "maxErrorRate < 0", status: "failed", detail: "3 of 4 virtual users did not complete" },
    { name: "http.codes.500 == 0", status: "failed", detail: "a metric that it names was never recorded" },
    {
      name: "http.codes.200 > 3 and vusers.created > 0",
      status: "failed",
      detail: "http.codes.200 is 3, vusers.created is 4",
    },
  ]);
});

test("has one check for each type of expectation", () => {
  const counters = {
    "plugins.expect.ok": 5,
    "plugins.expect.ok.statusCode": 3,
    "plugins.expect.ok.hasProperty": 2,
    "plugins.expect.failed": 1,
    "plugins.expect.failed.statusCode": 1,
  };
  expect(checksOf(observe(counters))).toEqual([
    { name: "expect statusCode", status: "failed", passed: 3, failed: 1 },
    { name: "expect hasProperty", status: "passed", passed: 2, failed: 0 },
  ]);
});
