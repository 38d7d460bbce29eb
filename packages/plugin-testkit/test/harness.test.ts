import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "@jest/globals";
import { definePlugin, type Grant, Secret } from "@testcar/core";
import {
  createFakeClock,
  createHarness,
  fails,
  type Harness,
  type HarnessOptions,
  passes,
} from "../src/index.ts";
import { plugin } from "./bad/bad-plugin.ts";

const made: Harness[] = [];
const harnessWith = (options: HarnessOptions): Harness => {
  const harness = createHarness(options);
  made.push(harness);
  return harness;
};
afterEach(async () => {
  for (const harness of made.splice(0)) await harness.dispose();
});

interface Session extends Grant {
  readonly token: Secret;
}

const session = (obtain: () => Promise<Session>) =>
  definePlugin<undefined>({
    name: "session",
    apiVersion: 1,
    provides: () => ["session"],
    apply({ hooks }) {
      hooks.preflight.tapPromise("session", async ({ provide }) => {
        await provide<Session>({
          id: "session",
          kind: "session",
          obtain,
          authorize: async ({ token }) => ({ headers: { "x-session": token.reveal() }, isReusable: true }),
        });
      });
    },
  });

describe("a harness", () => {
  it("discovers the tests of its temporary directory", async () => {
    const harness = harnessWith({
      plugins: [plugin()],
      tests: { "a.soap": "", "b/c.soap": "", "d.txt": "" },
    });
    const { tests, ignored } = await harness.discover();
    expect(tests.map(({ id }) => id)).toEqual(["a.soap", "b/c.soap"]);
    expect(ignored).toEqual([{ path: "d.txt", reason: "no runner owns it" }]);
    expect(await tests[0]?.file.text()).toBe("");
  });

  it("runs one test, and keeps what is told of it", async () => {
    const harness = harnessWith({
      tests: {
        a: ({ print }) => {
          print("hello");
          return { status: "passed", exitCode: 0, reasons: [] };
        },
      },
    });
    expect(await harness.execute()).toMatchObject({ status: "passed", durationMs: 0 });
    expect(harness.events.map(({ type }) => type)).toEqual([
      "run.started",
      "tests.discovered",
      "test.started",
      "test.output",
      "test.finished",
    ]);
  });

  it("says which tests there are when it does not know the one it is asked for", async () => {
    const harness = harnessWith({ tests: { a: passes(), b: passes() } });
    await expect(harness.execute("c")).rejects.toThrow("there is no test c; there are a, b");
    await expect(harness.execute()).rejects.toThrow("which test is to be run? There are a, b");
  });

  it("obtains credentials in preflight, and gives their headers", async () => {
    const provider = session(async () => ({ token: new Secret("session-4711", "the session") }));
    const harness = harnessWith({ plugins: [provider], target: "http://127.0.0.1:1" });
    expect(await harness.preflight()).toEqual([]);
    expect(await harness.requests.authorize({ url: "http://127.0.0.1:1/x", method: "GET" })).toMatchObject({
      credential: "session",
      headers: { "x-session": "session-4711" },
    });
  });

  it("gives the problems of preflight, attributed", async () => {
    const provider = session(() => Promise.reject(new Error("no session today")));
    const harness = harnessWith({ plugins: [provider], target: "http://127.0.0.1:1" });
    expect(await harness.preflight()).toMatchObject([{ plugin: "session" }]);
    await expect(harness.execute()).rejects.toThrow("no session today");
    expect(await harness.report()).toMatchObject({ verdict: "error", exitCode: 4 });
  });

  it("gives the problems of options, with their place", async () => {
    const harness = harnessWith({ plugins: [[plugin(), { url: 7 }]] });
    expect(await harness.problems()).toMatchObject([{ code: "TESTCAR_PLUGIN_OPTIONS" }]);
    await expect(harness.discover()).rejects.toThrow(/soap: url: /);
  });

  it("lets reporters tell runs that end in every way", async () => {
    const told: string[] = [];
    const reporter = definePlugin<undefined>({
      name: "words",
      apiVersion: 1,
      apply({ hooks, stdout }) {
        hooks.report.tap("words", ({ verdict, reason }) => {
          told.push(verdict);
          stdout.write(`${JSON.stringify({ verdict, reason })}\n`);
        });
      },
    });
    const harness = harnessWith({ plugins: [reporter], tests: { a: passes(), b: fails("3 of 10 failed") } });
    expect(await harness.run()).toMatchObject({ verdict: "failed" });
    expect(harness.records()).toEqual([
      { verdict: "failed", reason: "1 of 2 tests failed: b: 3 of 10 failed" },
    ]);
    expect(harness.reported()?.counts).toMatchObject({ passed: 1, failed: 1 });
    expect(told).toEqual(["failed"]);
    await expect(harness.execute("a")).rejects.toThrow("make another harness");
  });

  it("stops what runs", async () => {
    const harness = harnessWith({
      tests: {
        a: ({ signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason), { once: true });
            harness.stop();
          }),
      },
    });
    expect(await harness.run()).toMatchObject({ verdict: "interrupted", exitCode: 143 });
  });

  it("masks the secrets of options, as a run does", async () => {
    const password = new Secret("hunter22-of-the-sea", "${env:PASSWORD}");
    const logs = definePlugin<unknown>({
      name: "logs",
      apiVersion: 1,
      options: { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } },
      apply({ hooks, logger }) {
        hooks.preflight.tap("logs", () => logger.info(`it is ${password.reveal()}`));
      },
    });
    const harness = harnessWith({ plugins: [[logs, { password }]] });
    await harness.preflight();
    expect(harness.logs()).toMatchObject([{ plugin: "logs", message: "it is [secret]" }]);
  });

  it("has a clock that stands still until it is moved", async () => {
    const clock = createFakeClock("2026-11-22T12:00:00Z");
    const harness = harnessWith({
      clock,
      tests: {
        a: () => {
          clock.advance(1500);
          return { status: "passed", exitCode: 0, reasons: [] };
        },
      },
    });
    await harness.run();
    expect(harness.reported()).toMatchObject({
      startedAt: "2026-11-22T12:00:00.000Z",
      durationMs: 1500,
      tests: [{ durationMs: 1500 }],
    });
  });

  it("leaves no file behind", async () => {
    const harness = createHarness({
      tests: {
        a: (context, test) => {
          context.print("hello");
          return fails()(context, test);
        },
      },
    });
    await harness.run();
    const file = harness.reported()?.tests[0]?.output?.file ?? "";
    expect(existsSync(file)).toBe(true);
    await harness.dispose();
    expect(existsSync(file)).toBe(false);
    expect(existsSync(harness.directory)).toBe(false);
  });
});
