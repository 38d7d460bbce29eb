import { expect, test } from "@jest/globals";
import { artilleries, runScript } from "./run-script.ts";
import { useSut } from "./sut.ts";

const sut = useSut();
const request = "{ get: { url: /ok } }";

test("a test that is stopped leaves what it has measured so far", async () => {
  const script = `config: { phases: [{ duration: 60, arrivalRate: 5, name: long }] }
scenarios: [{ flow: [${request}] }]`;
  const controller = new AbortController();
  const { result } = await runScript({ "long.yml": script }, "long.yml", {
    target: sut.url,
    signal: controller.signal,
    onProgress: ({ requests = 0 }) => {
      if (requests > 5) controller.abort();
    },
  });
  expect(result).toMatchObject({ status: "interrupted", partial: true });
  expect(result.metrics?.requests).toBeGreaterThan(5);
  expect(result.metrics?.codes?.["200"]).toBeGreaterThan(0);
});

const leaving = "exports.leave = () => process.exit(0);";
test.each([
  ["in a step", "artillery", leaving, `{ function: leave }`],
  ["in a step", "artillery-oldest", leaving, `{ function: leave }`],
  ["while it is loaded", "artillery", "process.exit(0);", request],
] as const)(
  "a processor that exits %s leaves %s hanging, which is ended",
  async (_when, artillery, processor, step) => {
    const files = {
      "exits.js": processor,
      "exits.yml": `config: { processor: ./exits.js, phases: [{ duration: 1, arrivalCount: 1 }] }\nscenarios: [{ flow: [${step}] }]`,
    };
    const { result } = await runScript(files, "exits.yml", { artillery, target: sut.url });
    expect(result).toMatchObject({
      status: "error",
      reasons: [{ code: "TESTCAR_ARTILLERY_HUNG" }],
      partial: true,
    });
  },
);

test("a script that needs too much memory is told from one that crashes", async () => {
  const files = {
    "grow.js":
      "const kept = []; exports.grow = () => { for (;;) kept.push({ text: String(kept.length) }); };",
    "grow.yml": `config: { processor: ./grow.js }\nscenarios: [{ flow: [{ function: grow }] }]`,
  };
  const { result } = await runScript(files, "grow.yml", { target: sut.url, options: { memoryMiB: 64 } });
  expect(result).toMatchObject({
    status: "error",
    exitCode: 11,
    reasons: [{ code: "TESTCAR_ARTILLERY_OUT_OF_MEMORY" }],
  });
});

test.each(artilleries)("%s: a worker that crashes is told in its own words", async (artillery) => {
  const files = {
    "late.js": 'exports.late = () => setTimeout(() => { throw new Error("late kaboom"); }, 10);',
    "late.yml": `config: { processor: ./late.js }\nscenarios: [{ flow: [{ function: late }] }]`,
  };
  const { result } = await runScript(files, "late.yml", { artillery, target: sut.url });
  expect(result).toMatchObject({
    status: "error",
    exitCode: 11,
    reasons: [{ code: "TESTCAR_ARTILLERY_CRASHED", message: expect.stringContaining("late kaboom") }],
  });
});

test("a broken script is told in Artillery's words", async () => {
  const { result } = await runScript(
    { "bad.yml": "config: {}\nscenarios: [{ flow: [{ get: {} }] }]" },
    "bad.yml",
    {
      target: sut.url,
    },
  );
  expect(result).toMatchObject({
    status: "error",
    exitCode: 1,
    reasons: [{ code: "TESTCAR_ARTILLERY_DEFINITION", message: expect.stringContaining("flow[0].get.url") }],
  });
});

test("a test that writes rubbish to the events, in lines of any length, changes nothing", async () => {
  const files = {
    "rubbish.js": `const { appendFileSync } = require("node:fs");
exports.rubbish = (context, events, done) => {
  appendFileSync(process.env.TESTCAR_EVENTS_FILE, "x".repeat(20e6) + '\\n{"type":"done","counters":[]\\n\\u0000\\n');
  done();
};`,
    "rubbish.yml": `config: { processor: ./rubbish.js }\nscenarios: [{ flow: [{ function: rubbish }, ${request}] }]`,
  };
  const { result } = await runScript(files, "rubbish.yml", { target: sut.url });
  expect(result).toMatchObject({ status: "passed", metrics: { requests: 1 } });
});
