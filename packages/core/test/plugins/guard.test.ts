import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { DiscoverContext, ExecuteContext, PreflightContext, ReportContext } from "../../src/contexts.ts";
import type { TestcarError } from "../../src/errors/error.ts";
import { createHooks } from "../../src/hooks.ts";
import type { Logger } from "../../src/log/logger.ts";
import type { CandidateFile, RunReport, Suite, Test, TestResult } from "../../src/model.ts";
import { guardHooks, STOP_GRACE_MS } from "../../src/plugins/guard.ts";

function guarded() {
  const hooks = createHooks();
  const problems: (readonly [string, TestcarError])[] = [];
  const warnings: string[] = [];
  let milliseconds = 0;
  const log = (): void => undefined;
  const logger: Logger = {
    error: log,
    info: log,
    debug: log,
    warn: (text) => warnings.push(text),
    child: () => logger,
  };
  const clock = { now: () => new Date(0), elapsed: () => milliseconds };
  const guard = guardHooks(hooks, {
    clock,
    logger,
    onProblem: (stage, error) => problems.push([stage, error]),
  });
  const pass = (time: number): void => {
    milliseconds += time;
  };
  return { hooks, guard, problems, warnings, pass };
}

const file: CandidateFile = {
  path: "a.xml",
  absolutePath: "/srv/a.xml",
  size: 1,
  extension: ".xml",
  text: async () => "",
};
const testOf = (id: string): Test => ({ id, name: id, runner: "soap", file });
const signal = new AbortController().signal;
const discoverContext: DiscoverContext = { directory: "/srv", files: [], signal };
const preflightContext: PreflightContext = {
  tests: [],
  signal,
  warn: () => undefined,
  provide: () => Promise.reject(new Error("nobody provides here")),
};
const empty: Suite = { tests: [], ignored: [] };

const failures = {
  "by an exception": (hooks: ReturnType<typeof createHooks>) =>
    hooks.discover.tap("x", () => {
      throw new Error("oh no");
    }),
  "by a callback": (hooks: ReturnType<typeof createHooks>) =>
    hooks.discover.tapAsync("x", (_suite, _context, done) => done(new Error("oh no"))),
  "by an exception in front of its callback": (hooks: ReturnType<typeof createHooks>) =>
    hooks.discover.tapAsync("x", () => {
      throw new Error("oh no");
    }),
  "by a promise": (hooks: ReturnType<typeof createHooks>) =>
    hooks.discover.tapPromise("x", () => Promise.reject(new Error("oh no"))),
};

describe("a plugin that fails", () => {
  it.each(Object.entries(failures))("%s is named, whatever it calls its tap", async (_how, tap) => {
    const { hooks, guard } = guarded();
    guard.applying("soap", () => tap(hooks));
    await expect(hooks.discover.promise(empty, discoverContext)).rejects.toMatchObject({
      code: "TESTCAR_PLUGIN_FAILED",
      plugin: "soap",
      message: "The plugin soap failed in discover: oh no",
    });
  });

  it("with an error of its own keeps that error", async () => {
    const { hooks, guard } = guarded();
    const { runErrors } = await import("../../src/errors/catalogue/run.ts");
    guard.applying("soap", () => {
      hooks.discover.tap("soap", () => {
        throw runErrors.FILE_UNREADABLE({ path: "a.xml", reason: "gone" });
      });
    });
    await expect(hooks.discover.promise(empty, discoverContext)).rejects.toMatchObject({
      code: "TESTCAR_RUN_FILE_UNREADABLE",
      plugin: "soap",
    });
  });

  it("in preflight ends nothing: all taps run, all problems are kept, as preflight's own", async () => {
    const { hooks, guard, problems } = guarded();
    let ran = 0;
    for (const name of ["a", "b"]) {
      guard.applying(name, () =>
        hooks.preflight.tapPromise(name, async () => {
          ran += 1;
          throw Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
        }),
      );
    }
    await hooks.preflight.promise(preflightContext);
    expect(ran).toBe(2);
    expect(
      problems.map(([stage, { code, exitCode, message }]) => ({ stage, code, exitCode, message })),
    ).toEqual(
      ["a", "b"].map((name) => ({
        stage: "preflight",
        code: "TESTCAR_PLUGIN_PREFLIGHT_FAILED",
        exitCode: 4,
        message: `The preflight of ${name} failed: fetch failed: connection refused`,
      })),
    );
  });

  it("in report keeps no other reporter from telling", async () => {
    const { hooks, guard, problems } = guarded();
    const told: string[] = [];
    guard.applying("broken", () =>
      hooks.report.tap("broken", () => {
        throw new Error("disk full");
      }),
    );
    guard.applying("fine", () => hooks.report.tap("fine", () => void told.push("fine")));
    await hooks.report.promise({} as RunReport, { signal } as ReportContext);
    expect(told).toEqual(["fine"]);
    expect(problems).toEqual([["report", expect.objectContaining({ code: "TESTCAR_RUN_REPORTER_FAILED" })]]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("oh no");
      },
    ],
    [
      "gives a promise that fails",
      async () => {
        throw new Error("oh no");
      },
    ],
  ])("in progress (%s) is told once, and harms nobody", async (_how, tap) => {
    const { hooks, guard, warnings } = guarded();
    const seen: string[] = [];
    guard.applying("broken", () => hooks.progress.tap("broken", tap as () => void));
    guard.applying("fine", () => hooks.progress.tap("fine", ({ type }) => void seen.push(type)));
    for (let count = 0; count < 3; count += 1)
      hooks.progress.call({ type: "tests.discovered", tests: [], ignored: [] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toHaveLength(3);
    expect(warnings).toEqual(["The plugin broken failed in progress: oh no"]);
  });

  it("while it is applied is named", () => {
    const { guard } = guarded();
    const apply = (): void => {
      throw new Error("oh no");
    };
    expect(() => guard.applying("soap", apply)).toThrow("The plugin soap failed in apply: oh no");
  });

  it("because its apply is asynchronous is named, and its promise is let go", async () => {
    const { guard } = guarded();
    const apply = (): unknown => Promise.reject(new Error("later"));
    expect(() => guard.applying("soap", apply)).toThrow("apply returned a promise");
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("time", () => {
  it("is counted for the plugin that takes it, also when it fails", async () => {
    const { hooks, guard, pass } = guarded();
    guard.applying("quick", () => hooks.report.tap("quick", () => pass(5)));
    guard.applying("slow", () => {
      hooks.report.tapPromise("slow", async () => {
        await Promise.resolve();
        pass(100);
        throw new Error("after all that");
      });
      hooks.report.tap("slow again", () => pass(20));
    });
    await hooks.report.promise({} as RunReport, { signal } as ReportContext);
    expect(Object.fromEntries(guard.durations())).toEqual({ quick: 5, slow: 120 });
  });
});

describe("a runner", () => {
  const result: TestResult = { status: "passed", exitCode: 0, reasons: [] };

  it("is known by its name as soon as a plugin taps it", async () => {
    const { hooks, guard } = guarded();
    guard.applying("soap", () => hooks.execute.for("soap").tapPromise("soap", async () => result));
    expect(guard.runners()).toEqual(["soap"]);
    const context = { signal } as ExecuteContext;
    expect(await hooks.execute.get("soap")?.promise(testOf("a"), context)).toBe(result);
  });

  it("belongs to one plugin: a second one is an error that names both", () => {
    const { hooks, guard } = guarded();
    guard.applying("soap", () => hooks.execute.for("soap").tapPromise("soap", async () => result));
    const second = (): void => hooks.execute.for("soap").tapPromise("x", async () => result);
    expect(() => guard.applying("@acme/soap", second)).toThrow(
      "The plugins soap and @acme/soap both run tests of the kind soap",
    );
  });
});

describe("discovery", () => {
  const kept = testOf("kept");
  const nonsense: readonly (readonly [string, (suite: Suite) => unknown, string])[] = [
    ["nothing", () => undefined, "it returned nothing"],
    ["null", () => null, "what it returned is no suite"],
    ["a list", (suite) => suite.tests, "what it returned is no suite"],
    ["a suite without ignored files", ({ tests }) => ({ tests }), "what it returned is no suite"],
    ["fewer tests than it got", () => empty, "it lost or changed the test kept"],
    [
      "other tests than it got",
      () => ({ tests: [{ ...kept }], ignored: [] }),
      "it lost or changed the test kept",
    ],
    [
      "one id twice",
      (suite) => ({ ...suite, tests: [kept, testOf("b"), testOf("b")] }),
      "two tests have the id b",
    ],
    ["null for a test", (suite) => ({ ...suite, tests: [kept, null] }), "a test lacks its id"],
    [
      "a test without a name",
      (suite) => ({ ...suite, tests: [kept, { ...testOf("b"), name: 1 }] }),
      "a test lacks its id, its name",
    ],
    [
      "a test without a file",
      (suite) => ({ ...suite, tests: [kept, { ...testOf("b"), file: null }] }),
      "a test lacks its id",
    ],
    [
      "an ignored nothing",
      (suite) => ({ ...suite, ignored: [null] }),
      "an ignored file lacks its path or its reason",
    ],
  ];
  it.each(nonsense)("that gives %s is the plugin's fault", async (_what, discover, reason) => {
    const { hooks, guard } = guarded();
    guard.applying("first", () => hooks.discover.tap("first", () => ({ tests: [kept], ignored: [] })));
    guard.applying("soap", () => hooks.discover.tap("soap", (suite) => discover(suite) as Suite));
    await expect(hooks.discover.promise(empty, discoverContext)).rejects.toMatchObject({
      code: "TESTCAR_PLUGIN_BAD_SUITE",
      plugin: "soap",
      message: expect.stringContaining(reason),
    });
  });

  it("that adds tests goes on to the next plugin", async () => {
    const { hooks, guard } = guarded();
    for (const name of ["a", "b"]) {
      guard.applying(name, () =>
        hooks.discover.tap(name, (suite) => ({ ...suite, tests: [...suite.tests, testOf(name)] })),
      );
    }
    const suite = await hooks.discover.promise(empty, discoverContext);
    expect(suite.tests.map(({ id }) => id)).toEqual(["a", "b"]);
  });
});

describe("a plugin that does not stop", () => {
  afterEach(() => void jest.useRealTimers());

  const hang = (context: Pick<PreflightContext, "signal">) => {
    const { hooks, guard, problems } = guarded();
    guard.applying("soap", () => hooks.preflight.tapPromise("soap", () => new Promise(() => undefined)));
    return { problems, done: hooks.preflight.promise({ ...preflightContext, ...context }) };
  };

  it("is given up some time after it was told to stop", async () => {
    jest.useFakeTimers();
    const stop = new AbortController();
    const { problems, done } = hang({ signal: stop.signal });
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(problems).toEqual([]);
    stop.abort();
    await jest.advanceTimersByTimeAsync(STOP_GRACE_MS - 1);
    expect(problems).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    await done;
    expect(problems).toEqual([
      ["preflight", expect.objectContaining({ code: "TESTCAR_PLUGIN_HUNG", plugin: "soap" })],
    ]);
  });

  it("is given up as well when it only starts then", async () => {
    jest.useFakeTimers();
    const { problems, done } = hang({ signal: AbortSignal.abort() });
    await jest.advanceTimersByTimeAsync(STOP_GRACE_MS);
    await done;
    expect(problems).toHaveLength(1);
  });

  it("but ends in time is not blamed, and leaves no timer behind", async () => {
    jest.useFakeTimers();
    const { hooks, guard, problems } = guarded();
    guard.applying("soap", () => hooks.preflight.tapPromise("soap", async () => undefined));
    await hooks.preflight.promise({ ...preflightContext, signal: AbortSignal.abort() });
    expect(jest.getTimerCount()).toBe(0);
    expect(problems).toEqual([]);
  });
});
