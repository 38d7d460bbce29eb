import { describe, expect, test } from "@jest/globals";
import type { Evidence } from "../src/evidence.ts";
import { judge } from "../src/judge.ts";
import { broken, expectations, holds, refused, run } from "./judge-evidence.ts";

interface Case {
  readonly title: string;
  readonly evidence: Evidence;
  readonly status: string;
  readonly codes: readonly string[];
  readonly warnings?: readonly string[];
}

const { script: _script, ...unread } = run({
  exitCode: 1,
  completed: false,
  metrics: { virtualUsers: { created: 0, completed: 0, failed: 0 } },
});
const unwritable = { path: "/tmp/work", reason: "no space left on device" };
const nobody = {
  virtualUsers: { created: 0, completed: 0, failed: 0 },
  codes: {},
  requests: 0,
  counters: {},
};

const cases: readonly Case[] = [
  {
    title: "requests that could not carry their credentials, whatever came of them",
    evidence: run({ exitCode: 21, canAuthorize: false, metrics: { codes: { "401": 2 } } }),
    status: "error",
    codes: ["NO_CREDENTIALS"],
    warnings: ["CLIENT_ERRORS"],
  },
  {
    title: "a crash before the first request, which says nothing of credentials",
    evidence: run({ exitCode: 11, canAuthorize: false, completed: false, metrics: nobody }),
    status: "error",
    codes: ["CRASHED"],
  },
  {
    title: "a threshold",
    evidence: run({ exitCode: 1, checks: [holds, broken] }),
    status: "failed",
    codes: ["THRESHOLD"],
  },
  {
    title: "a threshold that some errors break, which the script judges",
    evidence: run({
      exitCode: 1,
      checks: [{ name: "maxErrorRate < 0", status: "failed" }],
      facts: { configuredPlugins: ["ensure"], usesEnsure: true, ensuresErrors: true },
      metrics: { errorsByKind: { ECONNRESET: 1 }, virtualUsers: { created: 2, completed: 1, failed: 1 } },
    }),
    status: "failed",
    codes: ["THRESHOLD", "REQUEST_ERRORS"],
  },
  {
    title: "a threshold, when nothing came through: the cause first",
    evidence: run({
      exitCode: 1,
      checks: [{ name: "maxErrorRate < 0", status: "failed" }],
      facts: { configuredPlugins: ["ensure"], usesEnsure: true, ensuresErrors: true },
      metrics: refused,
    }),
    status: "failed",
    codes: ["REQUEST_ERRORS", "THRESHOLD"],
    warnings: ["NOTHING_COMPLETED"],
  },
  {
    title: "a threshold, when nearly nothing came through: the cause first",
    evidence: run({
      exitCode: 1,
      checks: [broken],
      metrics: {
        requests: 20,
        errorsByKind: { ECONNREFUSED: 19 },
        virtualUsers: { created: 20, completed: 1, failed: 19 },
      },
    }),
    status: "failed",
    codes: ["REQUEST_ERRORS", "THRESHOLD"],
  },
  {
    title: "a threshold of a test that tested nothing: that first",
    evidence: run({ exitCode: 1, checks: [broken], metrics: nobody }),
    status: "failed",
    codes: ["NOTHING_COMPLETED", "THRESHOLD"],
  },
  {
    title: "expectations that fail every virtual user: they are the cause",
    evidence: run({
      exitCode: 21,
      facts: { configuredPlugins: ["expect"], usesExpect: true },
      metrics: {
        errorsByKind: { "Failed expectations for request http://sut/ok": 2 },
        virtualUsers: { created: 2, completed: 0, failed: 2 },
        counters: expectations(0, 2),
      },
    }),
    status: "failed",
    codes: ["EXPECTATION", "REQUEST_ERRORS"],
    warnings: ["NOTHING_COMPLETED"],
  },
  {
    title: "a threshold and expectations",
    evidence: run({
      exitCode: 1,
      checks: [broken],
      facts: { configuredPlugins: ["ensure", "expect"], usesEnsure: true, usesExpect: true },
      metrics: { counters: expectations(0, 2) },
    }),
    status: "failed",
    codes: ["THRESHOLD", "EXPECTATION"],
  },
  {
    title: "a script that Artillery refuses",
    evidence: unread,
    status: "error",
    codes: ["DEFINITION"],
  },
  {
    title: "the before hook",
    evidence: run({ exitCode: 1, completed: false, metrics: nobody }),
    status: "failed",
    codes: ["HOOK"],
  },
  {
    title: "the after hook",
    evidence: run({ exitCode: 1, checks: [holds] }),
    status: "failed",
    codes: ["HOOK"],
  },
  {
    title: "the after hook, and an optional condition that does not hold",
    evidence: run({ exitCode: 1, checks: [{ ...broken, detail: "p95 is 20; optional" }] }),
    status: "failed",
    codes: ["HOOK"],
  },
  {
    title: "an exit code of 1 in the middle",
    evidence: run({ exitCode: 1, completed: false }),
    status: "error",
    codes: ["CRASHED"],
  },
  {
    title: "expectations",
    evidence: run({
      exitCode: 21,
      facts: { configuredPlugins: ["expect"], usesExpect: true },
      metrics: { counters: expectations(1, 2) },
    }),
    status: "failed",
    codes: ["EXPECTATION"],
  },
  {
    title: "a crash",
    evidence: run({ exitCode: 11, completed: false }),
    status: "error",
    codes: ["CRASHED"],
  },
  {
    title: "a crash of a script with a misspelt plugin",
    evidence: run({ exitCode: 11, completed: false, facts: { missingPlugins: ["expct"] } }),
    status: "error",
    codes: ["CRASHED"],
    warnings: ["MISSING_PLUGIN"],
  },
  {
    title: "results that could not be written",
    evidence: run({ exitCode: 1, unwritable }),
    status: "error",
    codes: ["RESULTS_LOST"],
  },
  {
    title: "expectations, and results that could not be written",
    evidence: run({ exitCode: 21, unwritable }),
    status: "failed",
    codes: ["EXPECTATION"],
  },
  {
    title: "a threshold, and results that could not be written",
    evidence: run({ exitCode: 1, checks: [broken], unwritable }),
    status: "failed",
    codes: ["THRESHOLD"],
  },
  {
    title: "memory",
    evidence: run({ exitCode: 11, completed: false, outOfMemory: true }),
    status: "error",
    codes: ["OUT_OF_MEMORY"],
  },
  {
    title: "memory, by the kernel",
    evidence: run({ exitCode: null, exit: { signal: "SIGKILL" }, completed: false, outOfMemory: true }),
    status: "error",
    codes: ["OUT_OF_MEMORY"],
  },
  {
    title: "a signal",
    evidence: run({ exitCode: null, exit: { signal: "SIGKILL" }, completed: false }),
    status: "error",
    codes: ["KILLED"],
  },
  {
    title: "a signal that Artillery handles",
    evidence: run({ exitCode: 143, completed: false }),
    status: "error",
    codes: ["KILLED"],
  },
  {
    title: "a hang",
    evidence: run({ exitCode: 143, completed: false, hung: true, workerLost: true }),
    status: "error",
    codes: ["HUNG"],
  },
  {
    title: "a stop by Testcar",
    evidence: run({ exitCode: 143, exit: { aborted: true }, completed: false }),
    status: "interrupted",
    codes: ["ABORTED"],
  },
  {
    title: "a stop by Testcar that looks like success",
    evidence: run({ exitCode: 0, exit: { aborted: true }, completed: false }),
    status: "interrupted",
    codes: ["ABORTED"],
  },
  ...[2, 7, 127, 99].map((exitCode) => ({
    title: `exit code ${exitCode}`,
    evidence: run({ exitCode, completed: false }),
    status: "error",
    codes: ["UNEXPECTED_EXIT"],
  })),
];

const shortCodes = (reasons: readonly { readonly code: string }[] = []) =>
  reasons.map(({ code }) => code.replace("TESTCAR_ARTILLERY_", ""));

describe("an exit code other than 0", () => {
  test.each(cases)("$title: $status, $codes", ({ evidence, status, codes, warnings = [] }) => {
    const result = judge(evidence, {});
    expect(result.status).toBe(status);
    expect(shortCodes(result.reasons)).toEqual(codes);
    expect(shortCodes(result.warnings)).toEqual(warnings);
    expect(result.partial).toBe(evidence.completed ? undefined : true);
    expect(result.reasons.every(({ policy }) => policy === undefined)).toBe(true);
  });

  test("is never a pass, with whatever evidence", () => {
    for (const exitCode of [...Array(256).keys(), null].slice(1)) {
      for (const evidence of [run({ exitCode }), { ...unread, exit: { ...unread.exit, exitCode } }]) {
        const policies = { unfinished: false, "nothing-completed": false };
        expect(judge(evidence, { policies }).status).not.toBe("passed");
      }
    }
  });

  test("says what discovery found before what Artillery says", () => {
    const suspicion = { code: "TESTCAR_ARTILLERY_SYNTAX", message: "smoke.yml:7:5: bad" };
    const { reasons } = judge({ ...unread, message: "Error: bad indentation" }, {}, { suspicion });
    expect(reasons[0]).toBe(suspicion);
    expect(reasons[1]?.message).toBe("Artillery refused the script: Error: bad indentation");
  });

  test("keeps what was measured until a stop", () => {
    const evidence = run({ exitCode: 143, exit: { aborted: true }, completed: false, checks: [holds] });
    expect(judge(evidence, {})).toMatchObject({ metrics: evidence.metrics, checks: [holds], partial: true });
  });

  test("says what was measured instead", () => {
    const evidence = run({ exitCode: 1, checks: [{ ...broken, detail: "p95 is 20" }] });
    expect(judge(evidence, {}).reasons[0]?.message).toBe(
      "Not ensured: http.response_time.p95 < 10 (p95 is 20)",
    );
  });

  test("is an error, and never a pass, when results could not be written behind an exit code of 0", () => {
    const policies = { unfinished: false, "result-mismatch": false };
    const evidence = run({ completed: false, unwritable });
    expect(judge(evidence, { policies })).toMatchObject({
      status: "error",
      reasons: [{ code: "TESTCAR_ARTILLERY_RESULTS_LOST" }],
    });
  });

  test("says how much memory was not enough", () => {
    const evidence = run({ exitCode: 11, outOfMemory: true });
    expect(judge(evidence, { memoryMiB: 128 }).reasons[0]?.message).toContain("at 128 MiB");
  });
});
