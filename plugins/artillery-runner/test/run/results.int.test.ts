import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { artilleries, runScript } from "./run-script.ts";
import { useSut } from "./sut.ts";
import { makeDirectory } from "./temporary.ts";

const sut = useSut();
const phases = "phases: [{ duration: 1, arrivalCount: 2, name: only }]";

describe.each(artilleries)("%s", (artillery) => {
  test.concurrent("a passing test has everything that Artillery measured, live and at the end", async () => {
    const script = `config: { ${phases}, plugins: { ensure: {}, expect: {} }, ensure: { maxErrorRate: 0 } }
scenarios: [{ name: buy, flow: [{ get: { url: /ok, expect: { statusCode: 200 } } }] }]`;
    const ran = await runScript({ "smoke.yml": script }, "smoke.yml", { artillery, target: sut.url });
    expect(ran.result).toMatchObject({
      status: "passed",
      exitCode: 0,
      reasons: [],
      checks: [
        { name: "maxErrorRate < 0", status: "passed" },
        { name: "expect statusCode", status: "passed", passed: 2, failed: 0 },
      ],
      metrics: {
        requests: 2,
        responses: 2,
        errors: 0,
        virtualUsers: { created: 2, completed: 2, failed: 0 },
        codes: { "200": 2 },
        latencyMs: { min: expect.any(Number), p95: expect.any(Number), p999: expect.any(Number) },
        endpoints: [{ name: "/ok", responses: 2, codes: { "200": 2 } }],
      },
    });
    expect(ran.progress).toContainEqual(
      expect.objectContaining({ phase: "only", secondsTotal: 1, requests: 2 }),
    );
    expect(statSync(join(ran.workDirectory, "events.jsonl")).mode & 0o777).toBe(0o600);
  });

  test.concurrent("nobody listens: the errors by their kind", async () => {
    const script = `config: { target: "http://127.0.0.1:1", ${phases} }
scenarios: [{ flow: [{ get: { url: /ok } }] }]`;
    const { result } = await runScript({ "refused.yml": script }, "refused.yml", { artillery });
    expect(result).toMatchObject({
      status: "failed",
      exitCode: 0,
      metrics: {
        requests: 2,
        errors: 2,
        errorsByKind: { ECONNREFUSED: 2 },
        virtualUsers: { completed: 0, failed: 2 },
      },
    });
  });

  test.concurrent("a threshold fails: the condition, and what was measured", async () => {
    const script = `config: { ${phases}, plugins: { ensure: {} }, ensure: { conditions: [{ expression: "http.codes.200 > 2" }] } }
scenarios: [{ flow: [{ get: { url: /ok } }] }]`;
    const { result } = await runScript({ "slow.yml": script }, "slow.yml", { artillery, target: sut.url });
    expect(result).toMatchObject({
      status: "failed",
      exitCode: 1,
      checks: [{ name: "http.codes.200 > 2", status: "failed", detail: "http.codes.200 is 2" }],
      reasons: [{ code: "TESTCAR_ARTILLERY_THRESHOLD" }],
    });
  });

  test.concurrent("an expectation fails: its type and how often", async () => {
    const script = `config: { ${phases}, plugins: { expect: {} } }
scenarios: [{ flow: [{ get: { url: /500, expect: [{ statusCode: 200 }] } }] }]`;
    const { result } = await runScript({ "expect.yml": script }, "expect.yml", {
      artillery,
      target: sut.url,
    });
    expect(result).toMatchObject({
      status: "failed",
      exitCode: 21,
      checks: [{ name: "expect statusCode", status: "failed", passed: 0, failed: 2 }],
      reasons: [
        {
          code: "TESTCAR_ARTILLERY_EXPECTATION",
          hint: expect.stringContaining("/500: statusCode expected 200, got 500. "),
        },
      ],
    });
  });

  test.concurrent("a plugin that the user adds through the environment works as ever; a missing one is told, as is a missing function", async () => {
    const plugins = makeDirectory({
      "artillery-plugin-mine/index.js":
        'exports.Plugin = class { constructor() { if (!process.env.LOCAL_WORKER_ID) console.log("mine is here"); } };',
    });
    const script = `config: { ${phases}, plugins: { expct: {}, expect: {} } }\nscenarios: [{ flow: [{ get: { url: /ok, beforeRequest: sign, expect: { statusCode: 200 } } }] }]`;
    const env = { ARTILLERY_PLUGINS: '{"mine":{}}', ARTILLERY_PLUGIN_PATH: plugins };
    const ran = await runScript({ "plugin.yml": script }, "plugin.yml", {
      artillery,
      target: sut.url,
      options: { env },
    });
    expect(ran.output).toContain("mine is here");
    expect(ran.result.reasons).toMatchObject([
      { code: "TESTCAR_ARTILLERY_MISSING_PLUGIN", message: expect.stringContaining("expct") },
      {
        code: "TESTCAR_ARTILLERY_UNDEFINED_FUNCTION",
        message: "The processor does not have sign (beforeRequest of scenario 1)",
      },
    ]);
  });

  test.concurrent("TypeScript runs in a copy, beside which nothing is written; processors find their files and packages", async () => {
    const files = {
      "node_modules/greeting/index.js": 'exports.greeting = "hello from a package";',
      "lib/words.ts": 'export const words: string = "and a module";',
      "processor.ts": `import { greeting } from "greeting";
import { words } from "./lib/words";
export function greet(context: unknown, events: unknown, done: () => void) { console.log(greeting, words); done(); }`,
      "ts.yml": `config: { ${phases}, processor: ./processor.ts }
scenarios: [{ flow: [{ function: greet }, { get: { url: /ok } }] }]`,
    };
    const data = { format: "yaml", files: ["processor.ts"] };
    const ran = await runScript(files, "ts.yml", { artillery, target: sut.url, data });
    expect(ran.result).toMatchObject({ status: "passed", metrics: { requests: 2 } });
    expect(ran.output).toContain("hello from a package and a module");
    expect(statSync(join(ran.testsDirectory, "dist"), { throwIfNoEntry: false })).toBeUndefined();
  });

  test.concurrent("there are as many workers as the options say, whatever the machine has", async () => {
    const script = `config: { phases: [{ duration: 1, arrivalRate: 6 }] }
scenarios: [{ flow: [{ get: { url: /ok } }] }]`;
    const how = { artillery, target: sut.url, cpus: 1, options: { workers: 3 } };
    const ran = await runScript({ "many.yml": script }, "many.yml", how);
    const events = readFileSync(join(ran.workDirectory, "events.jsonl"), "utf8").trim().split("\n");
    const active = events.map((line) => JSON.parse(line)).filter(({ type }) => type === "progress");
    expect(new Set(active.map(({ worker }) => worker)).size).toBe(3);
    expect(ran.result).toMatchObject({ status: "passed", metrics: { requests: 6 } });
  });
});
