import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { Secret } from "../../src/config/secret.ts";
import type { ExecuteContext } from "../../src/contexts.ts";
import { createCredentials } from "../../src/credentials/store.ts";
import { createHooks } from "../../src/hooks.ts";
import type { Logger } from "../../src/log/logger.ts";
import { createRedactor } from "../../src/log/redact.ts";
import type { Test, TestResult } from "../../src/model.ts";
import { guardHooks } from "../../src/plugins/guard.ts";
import { systemClock } from "../../src/process/clock.ts";
import { createExec } from "../../src/process/start.ts";
import type { ProgressEvent } from "../../src/progress.ts";
import { type ExecuteOptions, execute } from "../../src/stages/execute.ts";
import { eventually } from "../eventually.ts";
import { folder } from "../folders.ts";
import { failed, passed, testOf } from "./suites.ts";

type Runner = (test: Test, context: ExecuteContext) => Promise<unknown>;

const log = (): void => undefined;
const logger: Logger = { error: log, warn: log, info: log, debug: log, child: () => logger };

const fixture = (name: string): string => join(import.meta.dirname, "../fixtures", name);

interface Setting {
  readonly tests?: readonly Test[];
  readonly config?: Partial<ExecuteOptions["config"]>;
  readonly signal?: AbortSignal;
  readonly directory?: string;
}

async function executeWith(
  runner: Runner,
  { tests = [testOf("a")], config, signal, directory }: Setting = {},
) {
  const hooks = createHooks();
  const events: ProgressEvent[] = [];
  const guard = guardHooks(hooks, { clock: systemClock, logger, onProblem: () => undefined });
  guard.applying("soap-runner", () => {
    hooks.execute
      .for("soap")
      .tapPromise("soap-runner", (test, context) => runner(test, context) as Promise<TestResult>);
    hooks.progress.tap("watch", (event) => void events.push(event));
  });
  const redactor = createRedactor();
  redactor.register(new Secret("hunter22-of-the-sea", "a test"));
  const place = directory ?? folder();
  const reports = await execute({
    hooks,
    config: {
      target: undefined,
      environment: undefined,
      concurrency: 1,
      testTimeout: undefined,
      failFast: false,
      maxOutput: 64 * 1024 * 1024,
      ...config,
    },
    suite: { directory: "/srv", tests, ignored: [] },
    directory: place,
    signal: signal ?? new AbortController().signal,
    exec: createExec(process.env, systemClock),
    clock: systemClock,
    logger,
    limits: { cpus: 4, memoryBytes: 1024 * 1024 * 1024 },
    redactor,
    credentials: createCredentials({ clock: systemClock, logger, register: redactor.register }),
  });
  return { reports, events, directory: place, statuses: reports.map(({ status }) => status) };
}

const output = (events: readonly ProgressEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === "test.output" ? [event.line.text] : []));

const tests = ["a", "b", "c", "d"].map((id) => testOf(id));

describe("tests run", () => {
  it("one at a time, in the order of the suite, unless more are asked for", async () => {
    const seen: string[] = [];
    let atOnce = 0;
    let most = 0;
    await executeWith(
      async ({ id }) => {
        seen.push(id);
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        return passed;
      },
      { tests },
    );
    expect([seen, most]).toEqual([["a", "b", "c", "d"], 1]);
  });

  it("as many at a time as asked for, and are reported in the order of the suite", async () => {
    const gates = new Map(tests.map(({ id }) => [id, Promise.withResolvers<void>()]));
    const started: string[] = [];
    const running = executeWith(
      async ({ id }, { limits }) => {
        started.push(`${id}${limits.cpus}`);
        await gates.get(id)?.promise;
        return passed;
      },
      { tests, config: { concurrency: 2 } },
    );
    await eventually(() => started.length >= 2);
    // Each has its share of the processors.
    expect(started.toSorted()).toEqual(["a2", "b2"]);
    gates.get("b")?.resolve();
    await eventually(() => started.length >= 3);
    expect(started.toSorted()).toEqual(["a2", "b2", "c2"]);
    for (const gate of gates.values()) gate.resolve();
    const { reports, events } = await running;
    expect(reports.map(({ test }) => test.id)).toEqual(["a", "b", "c", "d"]);
    const ended = events.flatMap((event) => (event.type === "test.finished" ? [event.report.test.id] : []));
    expect(ended[0]).toBe("b");
  });

  it("with nobody's output mixed into another's", async () => {
    const { reports, events } = await executeWith(
      async ({ id }, { print, exec }) => {
        print(`from ${id}`);
        await exec(process.execPath, ["-e", `console.log("process of ${id}")`]);
        return failed;
      },
      { tests: tests.slice(0, 2), config: { concurrency: 2 } },
    );
    const of = (id: string) =>
      events.flatMap((event) =>
        event.type === "test.output" && event.test.id === id ? [event.line.text] : [],
      );
    expect([of("a"), of("b")]).toEqual([
      ["from a", "process of a"],
      ["from b", "process of b"],
    ]);
    expect(readFileSync(reports[1]?.output?.file ?? "", "utf8")).toBe("from b\nprocess of b\n");
  });

  it("each in a directory of its own that only this user can enter", async () => {
    const seen: string[] = [];
    await executeWith(
      async (_test, { workDirectory }) => {
        seen.push(workDirectory);
        expect(statSync(workDirectory).mode & 0o777).toBe(0o700);
        expect(readdirSync(workDirectory)).toEqual([]);
        return passed;
      },
      {
        tests: [
          testOf("../../etc/passwd"),
          testOf("a/b"),
          testOf("a_b"),
          testOf("x".repeat(300)),
          testOf("ü\n"),
        ],
      },
    );
    expect(new Set(seen).size).toBe(5);
    expect(seen.every((path) => /\/work\/\d{4}-[\w.-]+$/.test(path))).toBe(true);
  });

  it("and are told with their times", async () => {
    const { reports, events } = await executeWith(async () => passed);
    expect(reports).toEqual([
      {
        ...passed,
        test: expect.objectContaining({ id: "a" }),
        startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        durationMs: expect.any(Number),
        output: { bytes: 0, lines: 0, omittedLines: 0 },
      },
    ]);
    expect(events.map(({ type }) => type)).toEqual(["test.started", "test.finished"]);
  });
});

describe("a test is skipped, and says why,", () => {
  it("after one that did not pass, when that is asked for", async () => {
    const { reports, statuses, events } = await executeWith(
      async ({ id }) => (id === "b" ? failed : passed),
      {
        tests,
        config: { failFast: true },
      },
    );
    expect(statuses).toEqual(["passed", "failed", "skipped", "skipped"]);
    expect(reports[2]).toMatchObject({
      exitCode: null,
      durationMs: 0,
      reasons: [{ code: "TESTCAR_RUN_SKIPPED", message: "Not started: b did not pass (--fail-fast)" }],
    });
    expect(events.filter(({ type }) => type === "test.finished")).toHaveLength(4);
  });

  it("when the run is stopped; the one that runs is interrupted", async () => {
    const stop = new AbortController();
    const { reports, statuses } = await executeWith(
      async ({ id }) => {
        if (id === "b") stop.abort({ kind: "signal", signal: "SIGTERM" });
        return passed;
      },
      { tests, signal: stop.signal },
    );
    expect(statuses).toEqual(["passed", "interrupted", "skipped", "skipped"]);
    expect(reports[1]).toMatchObject({ partial: true, reasons: [{ code: "TESTCAR_RUN_STOPPED" }] });
    expect(reports[2]?.reasons[0]?.message).toBe("Not started: the run was stopped");
  });

  it("when the run's time is up; the one that runs has timed out", async () => {
    const stop = new AbortController();
    const reason = { kind: "timeout", what: "The run", seconds: 60, option: "--timeout" };
    const { reports, statuses } = await executeWith(
      async () => {
        stop.abort(reason);
        return passed;
      },
      { tests: tests.slice(0, 2), signal: stop.signal },
    );
    expect(statuses).toEqual(["timed-out", "skipped"]);
    expect(reports[0]?.reasons[0]).toMatchObject({
      message: "The run took longer than 60 s",
      hint: expect.stringContaining("--timeout"),
    });
    expect(reports[1]?.reasons[0]?.message).toBe("Not started: the run's time was up");
  });
});

describe("a test's own time", () => {
  afterEach(() => void jest.useRealTimers());

  it("ends its processes, keeps what they printed, and leaves the next test its own", async () => {
    const { reports, statuses, events } = await executeWith(
      async ({ id }, { exec, signal }) => {
        if (id === "b") return passed;
        const { exitCode } = await exec(process.execPath, [fixture("forever.js")]);
        expect(signal.aborted).toBe(true);
        return { ...failed, exitCode };
      },
      { tests: tests.slice(0, 2), config: { testTimeout: 600 } },
    );
    expect(statuses).toEqual(["timed-out", "passed"]);
    expect(reports[0]).toMatchObject({
      exitCode: null,
      partial: true,
      reasons: [
        {
          code: "TESTCAR_RUN_TIMED_OUT",
          message: "The test a took longer than 0.6 s",
          hint: expect.stringContaining("--test-timeout"),
        },
        { code: "X_FAILED" },
      ],
    });
    expect(output(events)).toEqual(["up"]);
  });

  it.each([
    ["throws the signal's reason", async ({ signal }: ExecuteContext) => signal.throwIfAborted()],
    [
      "throws an error around it",
      async ({ signal }: ExecuteContext) => {
        throw new Error("aborted", { cause: signal.reason });
      },
    ],
  ])("is the only thing told when the runner heeds its signal and %s", async (_how, end) => {
    const { reports } = await executeWith(
      async (_test, context) => {
        await new Promise((resolve) => context.signal.addEventListener("abort", resolve, { once: true }));
        return end(context);
      },
      { config: { testTimeout: 20 } },
    );
    expect(reports[0]).toMatchObject({ status: "timed-out", exitCode: null });
    expect(reports[0]?.reasons.map(({ code }) => code)).toEqual(["TESTCAR_RUN_TIMED_OUT"]);
  });

  it("is up some time before a runner that does not stop is given up", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "performance"] });
    const running = executeWith(() => new Promise(() => undefined), { config: { testTimeout: 1000 } });
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    // The file system answers in real time: let it, then move the clock.
    for (let turn = 0; turn < 200 && !isOver; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await jest.advanceTimersByTimeAsync(250);
    }
    const { reports } = await running;
    expect(reports[0]?.status).toBe("timed-out");
    expect(reports[0]?.reasons.map(({ code }) => code)).toEqual([
      "TESTCAR_RUN_TIMED_OUT",
      "TESTCAR_PLUGIN_HUNG",
    ]);
  });
});

describe("a runner that gives nonsense is to blame, and its test does not pass:", () => {
  const reasons = [{ code: "X", message: "no" }];
  const nonsense: readonly (readonly [string, unknown, string])[] = [
    ["nothing", undefined, "it returned nothing"],
    ["a text", "passed", "what it returned lacks"],
    ["no exit code", { status: "passed", reasons: [] }, "what it returned lacks"],
    ["no reasons", { status: "passed", exitCode: 0 }, "what it returned lacks"],
    ["a text for an exit code", { status: "passed", exitCode: "0", reasons: [] }, "what it returned lacks"],
    ["texts for reasons", { status: "failed", exitCode: 1, reasons: ["no"] }, "what it returned lacks"],
    ["null for a reason", { status: "failed", exitCode: 0, reasons: [null] }, "what it returned lacks"],
    ["a status that nobody knows", { status: "green", exitCode: 0, reasons: [] }, "status green"],
    ["skipped, which is the core's word", { status: "skipped", exitCode: 0, reasons }, "status skipped"],
    [
      "a pass with another exit code",
      { status: "passed", exitCode: 3, reasons: [] },
      "status passed with exit code 3",
    ],
    [
      "a pass that a signal ended",
      { status: "passed", exitCode: null, reasons: [] },
      "status passed with exit code null",
    ],
    [
      "a pass with a reason against it",
      { status: "passed", exitCode: 0, reasons },
      "status passed with a reason against it",
    ],
    [
      "a failure without a reason",
      { status: "failed", exitCode: 1, reasons: [] },
      "status failed without a reason",
    ],
    [
      "a failure of exit code 0 without a policy",
      { status: "failed", exitCode: 0, reasons },
      "status failed with exit code 0 and no policy",
    ],
  ];
  it.each(nonsense)("%s", async (_what, result, reason) => {
    const { reports } = await executeWith(async () => result);
    expect(reports[0]).toMatchObject({
      status: "error",
      exitCode: null,
      reasons: [{ code: "TESTCAR_PLUGIN_BAD_RESULT", plugin: "soap-runner" }],
    });
    expect(reports[0]?.reasons[0]?.message).toContain(reason);
  });

  it("but a policy with a name may turn exit code 0 into a failure", async () => {
    const policy = {
      status: "failed",
      exitCode: 0,
      reasons: [{ code: "X", message: "no request", policy: "no-requests" }],
    };
    expect((await executeWith(async () => policy)).statuses).toEqual(["failed"]);
  });
});

describe("a runner that", () => {
  it("throws ends its own test only, and is named", async () => {
    const { reports, statuses } = await executeWith(
      async ({ id }) => {
        if (id === "a") throw new Error("cannot parse");
        return passed;
      },
      { tests: tests.slice(0, 2) },
    );
    expect(statuses).toEqual(["error", "passed"]);
    expect(reports[0]?.reasons).toEqual([
      expect.objectContaining({
        code: "TESTCAR_PLUGIN_FAILED",
        plugin: "soap-runner",
        message: "The plugin soap-runner failed in execute:soap: cannot parse",
      }),
    ]);
  });

  it("nobody has makes its tests errors", async () => {
    const { reports } = await executeWith(async () => passed, { tests: [testOf("a", "rest"), testOf("b")] });
    expect(reports.map(({ status }) => status)).toEqual(["error", "passed"]);
    expect(reports[0]?.reasons[0]).toMatchObject({
      code: "TESTCAR_RUN_NO_RUNNER",
      message: "No plugin runs a: it wants the runner rest",
    });
  });

  it("has given its result leaves no process running", async () => {
    let done: Promise<unknown> | undefined;
    const { statuses } = await executeWith(async (_test, { exec }) => {
      const up = Promise.withResolvers<void>();
      done = exec(process.execPath, [fixture("forever.js")], { onOutput: () => up.resolve() });
      await up.promise;
      return passed;
    });
    expect(statuses).toEqual(["passed"]);
    expect(await done).toMatchObject({ aborted: true });
  });

  it("prints and moves on after its result is not heard any more", async () => {
    let late: ExecuteContext | undefined;
    const { events } = await executeWith(async (_test, context) => {
      late = context;
      return passed;
    });
    const before = events.length;
    late?.print("too late");
    late?.progress({ phase: "too late" });
    expect(events).toHaveLength(before);
  });
});

describe("what a test prints", () => {
  it("is kept as a file when it did not pass, and removed when it did", async () => {
    const { reports, directory } = await executeWith(
      async ({ id }, { print }) => {
        print(`${id} says`);
        print("and warns", "stderr");
        return id === "a" ? passed : failed;
      },
      { tests: tests.slice(0, 2) },
    );
    expect(reports[0]?.output).toEqual({ bytes: 17, lines: 2, omittedLines: 0 });
    expect(readFileSync(reports[1]?.output?.file ?? "", "utf8")).toBe("b says\nand warns\n");
    expect(readdirSync(join(directory, "output"))).toEqual(["0002-b.log"]);
  });

  it("that cannot be kept leaves no pass: nobody could look into it", async () => {
    const directory = folder();
    const { reports } = await executeWith(
      async (_test, { workDirectory, print }) => {
        // The output's file is opened by now; a directory in its place makes the disk refuse.
        expect(existsSync(workDirectory)).toBe(true);
        print("hello");
        return passed;
      },
      { tests: [testOf("a")], directory: blockOutput(directory) },
    );
    expect(reports[0]).toMatchObject({ status: "error", reasons: [{ code: "TESTCAR_RUN_WORK_DIRECTORY" }] });
  });

  it("is masked, as are the reasons, the measurements and the progress of its runner", async () => {
    const secret = "hunter22-of-the-sea";
    const { reports, events } = await executeWith(async (_test, { print, progress }) => {
      print(`token ${secret}`);
      progress({ phase: `phase ${secret}` });
      return {
        ...failed,
        reasons: [{ code: "X", message: `got ${secret}` }],
        metrics: { errorsByKind: { [`bad ${secret}`]: 1 } },
        checks: [{ name: secret, status: "failed" }],
      };
    });
    expect(JSON.stringify([reports, events])).not.toContain("hunter22");
    expect(JSON.stringify([reports, events])).toContain("bad [secret]");
  });
});

/** Puts a directory where the output of the first test would go. */
function blockOutput(directory: string): string {
  mkdirSync(join(directory, "output", "0001-a.log"), { recursive: true });
  return directory;
}

describe("a directory that cannot be written", () => {
  it("is told before any test runs", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    let ran = false;
    const running = executeWith(
      async () => {
        ran = true;
        return passed;
      },
      { directory: join(file, "below") },
    );
    await expect(running).rejects.toMatchObject({ code: "TESTCAR_RUN_WORK_DIRECTORY", exitCode: 6 });
    expect(ran).toBe(false);
  });
});
