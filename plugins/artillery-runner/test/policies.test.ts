import { describe, expect, test } from "@jest/globals";
import type { Evidence } from "../src/evidence.ts";
import { judge } from "../src/judge.ts";
import { policyNames } from "../src/policies/names.ts";
import { broken, counters, expectations, holds, refused, run } from "./judge-evidence.ts";

interface Case {
  readonly title: string;
  readonly evidence: Evidence;
  readonly environment?: string;
  /** Policies that object, in their order. */
  readonly objections: readonly string[];
  readonly warnings?: readonly string[];
}

const all500 = { codes: { "500": 2 } };
const none = { requests: 0, responses: 0, codes: {}, virtualUsers: { created: 0, completed: 0, failed: 0 } };
const thinkOnly = { "vusers.created": 2, "vusers.created_by_name.asks": 2, "vusers.completed": 2 };
const withEnsure = { configuredPlugins: ["ensure"], usesEnsure: true, ensuresErrors: true };
const withExpect = { configuredPlugins: ["expect"], usesExpect: true };
const W = (name: string) => `TESTCAR_ARTILLERY_${name}`;

const cases: readonly Case[] = [
  { title: "a clean run", evidence: run(), objections: [] },
  {
    title: "requests refused",
    evidence: run({ metrics: refused }),
    objections: ["request-errors", "nothing-completed"],
  },
  {
    title: "a virtual user failed without a counted error",
    evidence: run({ metrics: { virtualUsers: { created: 2, completed: 1, failed: 1 } } }),
    objections: ["request-errors"],
  },
  {
    title: "errors that the script judges by ensure",
    evidence: run({ facts: withEnsure, checks: [holds], metrics: { errorsByKind: { ECONNRESET: 1 } } }),
    objections: [],
    warnings: [W("REQUEST_ERRORS")],
  },
  {
    title: "errors that ensure would judge, were its plugin there",
    evidence: run({
      facts: { ...withEnsure, configuredPlugins: [] },
      metrics: { errorsByKind: { ECONNRESET: 1 } },
    }),
    objections: ["request-errors", "unchecked-assertions"],
  },
  {
    title: "errors that ensure would judge, had it checked anything but expectations",
    evidence: run({
      facts: withEnsure,
      checks: [{ name: "expect statusCode", status: "passed" }],
      metrics: { errorsByKind: { ECONNRESET: 1 } },
    }),
    objections: ["request-errors", "unchecked-assertions"],
  },
  {
    title: "no phases",
    evidence: run({ metrics: { ...none, counters: {} } }),
    objections: ["nothing-completed"],
  },
  {
    title: "only thinking",
    evidence: run({ metrics: { requests: 0, codes: {}, counters: thinkOnly } }),
    objections: ["nothing-sent"],
  },
  {
    title: "only thinking, with a plugin that counts",
    evidence: run({ metrics: { requests: 0, codes: {}, counters: { ...thinkOnly, "plugins.apdex.x": 2 } } }),
    objections: ["nothing-sent"],
  },
  {
    title: "WebSocket only",
    evidence: run({
      metrics: { requests: 0, codes: {}, counters: { ...thinkOnly, "websocket.messages_sent": 1 } },
    }),
    objections: [],
  },
  {
    title: "a processor that sends and counts by itself",
    evidence: run({ metrics: { requests: 0, codes: {}, counters: { ...thinkOnly, "grpc.calls": 2 } } }),
    objections: [],
  },
  { title: "every response a 5xx", evidence: run({ metrics: all500 }), objections: ["server-errors"] },
  {
    title: "every response a 5xx, as the script expects",
    evidence: run({ facts: withExpect, metrics: { ...all500, counters: expectations(2, 0) } }),
    objections: [],
  },
  {
    title: "every response a 5xx, and expectations of something else hold",
    evidence: run({ facts: withExpect, metrics: { ...all500, counters: expectations(2, 0, "hasHeader") } }),
    objections: ["server-errors"],
  },
  {
    title: "every response a 5xx, as a condition of ensure wants it",
    evidence: run({
      facts: { ...withEnsure, ensuresErrors: false },
      checks: [{ name: "http.codes.500 > 0", status: "passed" }],
      metrics: all500,
    }),
    objections: [],
  },
  {
    title: "some responses 5xx",
    evidence: run({ metrics: { codes: { "200": 1, "500": 1 } } }),
    objections: [],
    warnings: [W("SERVER_ERRORS")],
  },
  {
    title: "every response a 4xx",
    evidence: run({ metrics: { codes: { "401": 1, "404": 1 } } }),
    objections: [],
    warnings: [W("CLIENT_ERRORS")],
  },
  {
    title: "every response a 404, as the script expects",
    evidence: run({ facts: withExpect, metrics: { codes: { "404": 2 }, counters: expectations(2, 0) } }),
    objections: [],
  },
  {
    title: "some responses 4xx",
    evidence: run({ metrics: { codes: { "200": 1, "404": 1 } } }),
    objections: [],
  },
  {
    title: "failed expectations behind an exit code of 0",
    evidence: run({ facts: withExpect, metrics: { counters: expectations(1, 1) } }),
    objections: ["failed-expectations"],
  },
  {
    title: "a failed condition behind an exit code of 0",
    evidence: run({ facts: withEnsure, checks: [broken] }),
    objections: ["failed-expectations"],
  },
  {
    title: "an optional condition that does not hold",
    evidence: run({ facts: withEnsure, checks: [{ ...broken, detail: "optional" }] }),
    objections: [],
  },
  {
    title: "a misspelt plugin",
    evidence: run({ facts: { configuredPlugins: ["expct"], missingPlugins: ["expct"], usesExpect: true } }),
    objections: ["missing-plugin", "unchecked-assertions"],
  },
  {
    title: "ensure without its plugin",
    evidence: run({ facts: { usesEnsure: true } }),
    objections: ["unchecked-assertions"],
  },
  {
    title: "ensure that checked nothing",
    evidence: run({ facts: { usesEnsure: true, configuredPlugins: ["ensure"] } }),
    objections: ["unchecked-assertions"],
  },
  {
    title: "expectations that checked nothing",
    evidence: run({ facts: withExpect }),
    objections: ["unchecked-assertions"],
  },
  {
    title: "expectations of a scenario whose turn did not come",
    evidence: run({ facts: { ...withExpect, scenarios: ["asks", "buys"] } }),
    objections: [],
    warnings: [W("IDLE_SCENARIOS")],
  },
  {
    title: "one of two expectations that checks nothing",
    evidence: run({
      facts: withExpect,
      uncheckedExpectations: ["statuscode (scenario 1)"],
      metrics: { counters: expectations(2, 0, "hasHeader") },
    }),
    objections: ["unchecked-assertions"],
  },
  {
    title: "one of two conditions that checks nothing",
    evidence: run({
      facts: { ...withEnsure, ensured: ["maxErrorRate", "http.response_time.p95"] },
      checks: [{ name: "maxErrorRate < 1", status: "passed" }],
    }),
    objections: ["unchecked-assertions"],
  },
  {
    title: "conditions that all check something",
    evidence: run({
      facts: { ...withEnsure, ensured: ["maxErrorRate", "p95"] },
      checks: ["maxErrorRate < 1", "p95 < 200"].map((name) => ({ name, status: "passed" })),
    }),
    objections: [],
  },
  {
    title: "a payload without rows",
    evidence: run({ facts: { emptyPayloads: ["users.csv"] } }),
    objections: ["empty-payload"],
  },
  {
    title: "an environment that is none of the script's",
    evidence: run({ facts: { environments: ["production"] } }),
    environment: "staging",
    objections: ["unknown-environment"],
  },
  {
    title: "an environment of the script",
    evidence: run({ facts: { environments: ["staging"] } }),
    environment: "staging",
    objections: [],
  },
  {
    title: "an environment, and a script without any",
    evidence: run(),
    environment: "staging",
    objections: [],
    warnings: [W("UNKNOWN_ENVIRONMENT")],
  },
  {
    title: "an unknown verb",
    evidence: run({ facts: { unknownVerbs: ["asks: gett"] } }),
    objections: ["unknown-verb"],
  },
  {
    title: "a function that the processor does not have",
    evidence: run({ undefinedFunctions: ['sign (beforeRequest of "asks")'] }),
    objections: ["undefined-function"],
  },
  {
    title: "results that disagree",
    evidence: run({ discrepancies: ["http.requests: 2 as they came, 1 in the file"] }),
    objections: ["result-mismatch"],
  },
  { title: "an end that nobody saw", evidence: run({ completed: false }), objections: ["unfinished"] },
  { title: "a lost worker", evidence: run({ workerLost: true }), objections: ["unfinished"] },
  {
    title: "no evidence at all",
    evidence: { ...run({ completed: false, metrics: { ...none, counters: {} } }), metrics: {} },
    objections: ["unfinished", "nothing-completed"],
  },
];

describe("an exit code of 0", () => {
  test.each(cases)("$title: $objections", ({ evidence, environment, objections, warnings = [] }) => {
    const result = judge(evidence, {}, { environment });
    expect(result.reasons.map(({ policy }) => policy)).toEqual(objections);
    expect(result.warnings?.map(({ code }) => code) ?? []).toEqual(warnings);
    expect(result.status).toBe(objections.length === 0 ? "passed" : "failed");
    expect(result.exitCode).toBe(0);
  });

  test("every policy objects to something here, and says how to switch it off", () => {
    const reasons = cases.flatMap(
      ({ evidence, environment }) => judge(evidence, {}, { environment }).reasons,
    );
    expect(new Set(reasons.map(({ policy }) => policy))).toEqual(new Set(policyNames));
    for (const { hint, policy } of reasons) expect(hint).toContain(`policies: { ${policy}: false }`);
  });

  test.each(cases.filter(({ objections }) => objections.length > 0))(
    "$title: no objection once its policies are off, only warnings",
    ({ evidence, environment, objections }) => {
      const policies = Object.fromEntries(objections.map((name) => [name, false]));
      const result = judge(evidence, { policies }, { environment });
      expect(result).toMatchObject({ status: "passed", reasons: [] });
      expect(result.warnings?.length).toBeGreaterThanOrEqual(objections.length);
      expect(result.warnings?.every(({ policy }) => policy === undefined)).toBe(true);
    },
  );

  test.each([
    ["could not be loaded", ["ensure"], "its plugin was not there"],
    ["was loaded", [], "not a single one of its assertions was checked"],
  ])("tells why ensure checked nothing: its plugin %s", (_title, missingPlugins, why) => {
    const facts = { usesEnsure: true, configuredPlugins: ["ensure"], missingPlugins };
    const { reasons } = judge(run({ facts }), {});
    expect(reasons.at(-1)?.message).toContain(why);
  });

  test("names the most frequent errors, and what to do about them", () => {
    const errorsByKind = {
      ETIMEDOUT: 1,
      ECONNREFUSED: 9,
      "Failed capture or match": 1,
      ECONNRESET: 1,
      EPIPE: 1,
    };
    const [reason] = judge(run({ metrics: { ...refused, requests: 20, errorsByKind } }), {}).reasons;
    expect(reason?.message).toBe(
      "13 of 20 requests failed: ECONNREFUSED 9, ETIMEDOUT 1, Failed capture or match 1, and 2 more kinds",
    );
    expect(reason?.hint).toContain("Nothing listens at http://127.0.0.1:8080");
    expect(reason?.hint).toContain("config.http.timeout");
  });

  test("says why requests were not sent for want of a credential", () => {
    const metrics = { ...refused, requests: 0, errorsByKind: { TESTCAR_CREDENTIAL_EXPIRED: 2 } };
    const credentialProblems = ["oauth has expired and cannot be renewed: connection refused"];
    const [reason] = judge(run({ metrics, credentialProblems }), {}).reasons;
    expect(reason?.message).toBe("2 errors: TESTCAR_CREDENTIAL_EXPIRED 2");
    expect(reason?.hint).toContain(
      "oauth has expired and cannot be renewed: connection refused. testcar explain TESTCAR_CREDENTIAL_EXPIRED says more.",
    );
  });

  test("does not say how many requests failed when errors came from elsewhere", () => {
    const metrics = { requests: 1, errorsByKind: { "thrown by the processor": 2 }, counters };
    expect(judge(run({ metrics }), {}).reasons[0]?.message).toBe("2 errors: thrown by the processor 2");
    const asMany = { ...metrics, requests: 2 };
    expect(judge(run({ metrics: asMany }), {}).reasons[0]?.message).toBe(
      "2 errors: thrown by the processor 2",
    );
  });
});
