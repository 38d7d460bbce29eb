import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as v from "valibot";
import type { ObtainContext } from "../src/credentials/credential.ts";
import { configErrors } from "../src/errors/catalogue/config.ts";
import { defineErrors, describeError } from "../src/errors/define.ts";
import type { RootLogger } from "../src/log/logger.ts";
import type { Outcome, RunReport, TestResult } from "../src/model.ts";
import { definePlugin, type Plugin, type PluginApi } from "../src/plugins/define.ts";
import type { RunRequest } from "../src/prepare.ts";
import type { ProgressEvent } from "../src/progress.ts";
import { run } from "../src/run.ts";
import { clean, folder } from "./folders.ts";
import { builtIn, requestOf } from "./requests.ts";
import { failed, passed } from "./stages/suites.ts";

/** Runs files whose names begin with "test": what they hold is their verdict. */
const runner = (
  execute: (content: string, id: string) => Promise<TestResult> = async (content) =>
    content === "pass" ? passed : failed,
): Plugin =>
  definePlugin<unknown>({
    name: "runner",
    apiVersion: 1,
    apply({ hooks }) {
      hooks.discover.tap("runner", (suite, { files }) => {
        const own = files.filter(({ path }) => path.startsWith("test"));
        const tests = own.map((file) => ({ id: file.path, name: file.path, runner: "x", file }));
        return { ...suite, tests: [...suite.tests, ...tests] };
      });
      hooks.execute.for("x").tapPromise("runner", async ({ id, file }) => execute(await file.text(), id));
    },
  });

const plugin = (name: string, apply: (testcar: PluginApi) => void, more: Partial<Plugin> = {}): Plugin => ({
  name,
  apiVersion: 1,
  apply,
  ...more,
});

/** Runs, with a reporter that keeps what it is told. */
async function runWith(
  files: Readonly<Record<string, unknown>>,
  plugins: readonly Plugin[] = [runner()],
  { onEnd, ...request }: Partial<RunRequest> & { readonly onEnd?: () => Promise<void> } = {},
) {
  const events: ProgressEvent[] = [];
  const told: { run?: RunReport; outcome?: Outcome; format?: string } = {};
  const keep = plugin("keep", ({ hooks }) => {
    hooks.progress.tap("keep", (event) => void events.push(event));
    hooks.report.tap({ name: "keep", stage: 500 }, (report, context) => {
      for (const { output } of report.tests)
        if (output?.file !== undefined) clean(join(output.file, "../.."));
      Object.assign(told, { run: report, outcome: context.outcome(), format: context.format });
    });
  });
  const directory = folder({ "package.json": "{}", ...files });
  const { request: whole, stderr } = requestOf({
    directory,
    builtIn: [...plugins, keep].map(builtIn),
    flags: { tests: "tests" },
    ...request,
  });
  const outcome = await run(whole);
  await onEnd?.();
  return { outcome, told, events, directory, stderr: stderr() };
}

const word = ({ verdict, exitCode }: Outcome) => [verdict, exitCode];

const onePass = { "tests/test-a": "pass" };

describe("a run", () => {
  it("tells what it found, from its start to its verdict", async () => {
    const files = { "tests/test-a": "pass", "tests/test-b": "fail", "tests/readme.md": "" };
    const { outcome, told, events } = await runWith(files, [runner()], {
      flags: { tests: "tests", target: "http://127.0.0.1:1" },
    });
    expect(word(outcome)).toEqual(["failed", 1]);
    expect(told.run).toMatchObject({
      ...outcome,
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      target: "http://127.0.0.1:1",
      counts: { total: 2, passed: 1, failed: 1 },
      ignored: [{ path: "readme.md", reason: "no runner owns it" }],
      warnings: [],
      stages: [{ name: "discover" }, { name: "preflight" }, { name: "execute" }],
      plugins: [{ name: "runner" }],
    });
    expect(told.run?.tests.map(({ status }) => status)).toEqual(["passed", "failed"]);
    expect(events.map(({ type }) => type)).toEqual([
      "run.started",
      "tests.discovered",
      "test.started",
      "test.finished",
      "test.started",
      "test.finished",
    ]);
    expect(events[0]).toMatchObject({
      runId: told.run?.runId,
      target: "http://127.0.0.1:1",
      plugins: [
        { name: "runner", version: "1.2.3" },
        { name: "keep", version: "1.2.3" },
      ],
    });
  });

  it("passes when every test did, and leaves nothing on the disk", async () => {
    const seen: string[] = [];
    const watch = plugin("watch", ({ hooks }) =>
      hooks.execute.intercept({
        factory: (_key, hook) => {
          hook.intercept({ call: (_test, context) => seen.push(context.workDirectory) });
          return hook;
        },
      }),
    );
    const { outcome } = await runWith(onePass, [watch, runner()]);
    expect(outcome).toEqual({ verdict: "passed", exitCode: 0, reason: "1 test passed", reasons: [] });
    expect(seen).toHaveLength(1);
    expect(seen.filter((path) => existsSync(join(path, "../..")))).toEqual([]);
  });

  it("keeps what a test printed that did not pass, and nothing else", async () => {
    const { told } = await runWith({ "tests/test-a": "fail", "tests/test-b": "pass" });
    const file = told.run?.tests[0]?.output?.file ?? "";
    expect(readdirSync(join(file, ".."))).toEqual(["0001-test-a.log"]);
    expect(readdirSync(join(file, "../.."))).toEqual(["output"]);
  });

  it("tells records to machines and text to people, or as asked for", async () => {
    const formats = async (terminal: boolean, format?: string) =>
      (
        await runWith(onePass, [runner()], {
          flags: { tests: "tests", ...(format === undefined ? {} : { format }) },
          terminal: { stdout: terminal, stderr: false },
        })
      ).told.format;
    expect(await formats(false)).toBe("json");
    expect(await formats(true)).toBe("text");
    expect(await formats(true, "json")).toBe("json");
    expect(await formats(false, "text")).toBe("text");
  });

  it("hands plugins' credentials on in the order in which they are needed", async () => {
    const seen: string[] = [];
    const taps = (name: string, id?: string) =>
      plugin(name, ({ hooks }) =>
        hooks.preflight.tapPromise(name, async ({ provide }) => {
          seen.push(name);
          if (id !== undefined) await provide({ id, kind: "word", obtain: async () => ({}) });
        }),
      );
    const oauth = { ...taps("oauth", "token"), needs: () => ["ticket"], provides: () => ["token"] };
    const kerberos = { ...taps("kerberos", "ticket"), provides: () => ["ticket"] };
    const client = { ...taps("client"), needs: () => ["token"] };
    const { outcome } = await runWith(onePass, [client, oauth, runner(), kerberos]);
    expect([seen, outcome.verdict]).toEqual([["kerberos", "oauth", "client"], "passed"]);
  });

  it("warns of variables that look like its own", async () => {
    const { stderr } = await runWith(onePass, [runner()], { env: { TESTCAR_TARGT: "x" } });
    expect(JSON.parse(stderr)).toMatchObject({
      level: "warn",
      message: expect.stringContaining("TESTCAR_TARGT"),
    });
  });
});

describe("a run that cannot start is reported all the same", () => {
  it("with everything that is wrong with the command line, the configuration, the plugins and their options", async () => {
    const config = [
      "concurrency: two",
      "zzzzzz: 1",
      "plugins: [no-such-plugin, [strict, { wrong: 1 }], ./throws.mjs]",
    ].join("\n");
    const strict = plugin("strict", () => undefined, { options: v.strictObject({}) });
    const files = {
      ...onePass,
      "testcar.config.yaml": config,
      "throws.mjs": "throw new Error('no licence');",
    };
    const { outcome, told, events } = await runWith(files, [runner(), strict], {
      problems: [configErrors.USAGE({ problem: "Unknown option --tset", hint: "See --help." })],
    });
    expect(word(outcome)).toEqual(["error", 2]);
    expect(outcome.reason).toBe("Unknown option --tset (and 5 more problems)");
    expect(outcome.reasons.map(({ code }) => code)).toEqual([
      "TESTCAR_CONFIG_USAGE",
      "TESTCAR_CONFIG_INVALID",
      "TESTCAR_CONFIG_INVALID",
      "TESTCAR_PLUGIN_NOT_FOUND",
      "TESTCAR_PLUGIN_BROKEN",
      "TESTCAR_PLUGIN_OPTIONS",
    ]);
    expect(told.run).toMatchObject({ verdict: "error", tests: [], counts: { total: 0 } });
    expect(events.map(({ type }) => type)).toEqual(["run.started"]);
  });

  it("when a plugin throws while it is applied; the others still are", async () => {
    const broken = plugin("broken", () => {
      throw new Error("no licence");
    });
    const { outcome, told } = await runWith(onePass, [broken, runner()]);
    expect(word(outcome)).toEqual(["error", 3]);
    expect(outcome.reasons).toEqual([
      expect.objectContaining({ code: "TESTCAR_PLUGIN_FAILED", plugin: "broken" }),
    ]);
    expect(told.outcome).toEqual(outcome);
  });

  it("by what is built in, also when the configuration gives it wrong options or names it twice", async () => {
    const files = { ...onePass, "testcar.config.yaml": "plugins: [[teller, { wrong: 1 }], runner, runner]" };
    const told: string[] = [];
    const teller = plugin(
      "teller",
      ({ hooks }) => hooks.report.tap("teller", ({ verdict }) => void told.push(verdict)),
      {
        options: v.strictObject({}),
      },
    );
    const { outcome } = await runWith(files, [teller, runner()]);
    expect(outcome.reasons.map(({ code }) => code)).toEqual([
      "TESTCAR_PLUGIN_OPTIONS",
      "TESTCAR_PLUGIN_TWICE",
    ]);
    expect(told).toEqual(["error"]);
  });

  it("when there are no tests", async () => {
    const { outcome } = await runWith({ "tests/readme.md": "" });
    expect(word(outcome)).toEqual(["error", 5]);
  });

  it("when the tests directory is not there", async () => {
    const { outcome } = await runWith({});
    expect(word(outcome)).toEqual(["error", 2]);
    expect(outcome.reasons[0]).toMatchObject({ code: "TESTCAR_RUN_TESTS_MISSING" });
  });

  it("unless there need not be any", async () => {
    const { outcome } = await runWith({ "tests/readme.md": "" }, [runner()], {
      flags: { tests: "tests", allowEmpty: true },
    });
    expect(word(outcome)).toEqual(["passed", 0]);
  });
});

describe("a plugin that fails", () => {
  it("in discover is a plugin's error", async () => {
    const broken = plugin("broken", ({ hooks }) =>
      hooks.discover.tapPromise("broken", () => Promise.reject(new Error("oh no"))),
    );
    const { outcome } = await runWith(onePass, [broken, runner()]);
    expect(word(outcome)).toEqual(["error", 3]);
    expect(outcome.reason).toBe("The plugin broken failed in discover: oh no");
  });

  it("in preflight is a preflight's error, whatever it throws; all are told, and no test runs", async () => {
    const errors = defineErrors("OAUTH", {
      REFUSED: describeError<object>({
        exitCode: 4,
        summary: "Refused.",
        message: () => "The token service refused",
        hint: () => "Check the client's secret.",
        example: {},
      }),
    });
    const throwing = (name: string, error: unknown) =>
      plugin(name, ({ hooks }) => hooks.preflight.tapPromise(name, () => Promise.reject(error)));
    let ran = false;
    const watched = runner(async () => {
      ran = true;
      return passed;
    });
    const { outcome, told } = await runWith(onePass, [
      throwing("oauth", errors.REFUSED({})),
      throwing("kerberos", new Error("clock skew")),
      throwing("several", new AggregateError([new Error("one")], "two problems")),
      watched,
    ]);
    expect(word(outcome)).toEqual(["error", 4]);
    expect(outcome.reason).toBe("The token service refused (and 2 more problems)");
    expect(outcome.reasons.map(({ code, plugin: name }) => [code, name])).toEqual([
      ["TESTCAR_OAUTH_REFUSED", "oauth"],
      ["TESTCAR_PLUGIN_PREFLIGHT_FAILED", "kerberos"],
      ["TESTCAR_PLUGIN_PREFLIGHT_FAILED", "several"],
    ]);
    expect([ran, told.run?.tests]).toEqual([false, []]);
  });

  it("in execute makes its test an error of the runner", async () => {
    const { outcome } = await runWith(onePass, [runner(() => Promise.reject(new Error("oh no")))]);
    expect(word(outcome)).toEqual(["error", 6]);
    expect(outcome.reason).toMatch(/^1 of 1 test could not be run: test-a: /);
  });
});

describe("warnings of preflight", () => {
  it("are told, and change nothing", async () => {
    const warning = { code: "X_OLD", message: "The target is old" };
    const watch = plugin("watch", ({ hooks }) => hooks.preflight.tap("watch", ({ warn }) => warn(warning)));
    const { outcome, told } = await runWith(onePass, [watch, runner()]);
    expect([outcome.verdict, told.run?.warnings]).toEqual(["passed", [warning]]);
  });
});

describe("a reporter that fails", () => {
  const broken = (required: boolean) =>
    plugin(
      "junit",
      ({ hooks }) =>
        hooks.report.tap("junit", () => {
          throw new Error("token hunter22-of-the-sea");
        }),
      {
        required,
        options: v.object({}),
      },
    );
  const files = { ...onePass, "testcar.config.yaml": "plugins: [[junit, { password: '${env:PASSWORD}' }]]" };
  const env = { PASSWORD: "hunter22-of-the-sea" };

  it("changes nothing when it is not required, but is told on stderr", async () => {
    const { outcome, stderr } = await runWith(files, [runner(), broken(false)], { env });
    expect(word(outcome)).toEqual(["passed", 0]);
    expect(stderr).toContain("The reporter junit failed: token [secret]");
  });

  it.each([
    ["because it says so itself", true, {}],
    ["because the configuration says so", false, { requiredReporters: ["junit"] }],
  ])("ends the run as an error when it is required, %s", async (_why, required, flags) => {
    const { outcome, told } = await runWith(files, [runner(), broken(required)], {
      env,
      flags: { tests: "tests", ...flags },
    });
    expect(word(outcome)).toEqual(["error", 7]);
    // Reporters after it learn of it, and what it says is masked.
    expect(told.outcome).toEqual(outcome);
    expect(outcome.reason).toBe("The reporter junit failed: token [secret]; 1 test passed");
    expect(JSON.stringify(outcome)).not.toContain("hunter22");
  });
});

describe("a secret of the configuration", () => {
  it("is in no report, no event and no diagnostics, wherever a plugin puts it", async () => {
    const secret = "hunter22-of-the-sea";
    const leaky = definePlugin<{ password: { reveal(): string } }>({
      name: "leaky",
      apiVersion: 1,
      options: v.any(),
      apply({ hooks, logger }, { password }) {
        const value = password.reveal();
        logger.warn(`it is ${value}`, { password, value });
        hooks.preflight.tap("leaky", ({ warn }) => warn({ code: "X", message: value }));
        hooks.discover.tap("leaky", (suite) => ({
          ...suite,
          ignored: [...suite.ignored, { path: "readme.md", reason: `holds ${value}` }],
        }));
      },
    }) as Plugin;
    const leakyRunner = runner(async () => ({
      ...failed,
      reasons: [{ code: "X", message: `got ${secret}` }],
      metrics: { counters: { [secret]: 1 } },
    }));
    const config = "plugins: [[leaky, { password: '${env:PASSWORD}' }]]";
    const { told, events, stderr, outcome } = await runWith(
      { ...onePass, "tests/readme.md": "", "testcar.config.yaml": config },
      [leakyRunner, leaky],
      { env: { PASSWORD: secret } },
    );
    const all = JSON.stringify([told, events, outcome, stderr]);
    expect(all).not.toContain("hunter22");
    expect(all).toContain("got [secret]");
    expect(all).toContain("it is [secret]");
  });
});

describe("a value that is too short to be masked", () => {
  it("is warned of once, by its source, and shown", async () => {
    const told = { code: "X", message: "at port 8080 with abc" };
    const watch = plugin(
      "watch",
      ({ hooks }) =>
        hooks.preflight.tapPromise("watch", async ({ warn, provide }) => {
          warn(told);
          const obtain = async ({ secret }: ObtainContext) => {
            for (let times = 0; times < 2; times += 1) secret("abc", "PIN");
            return {};
          };
          await provide({ id: "pin", kind: "pin", obtain });
        }),
      { options: v.any(), provides: () => ["pin"] },
    );
    const config = "plugins: [[watch, { port: '${env:PORT}', again: '${env:PORT}' }]]";
    const { told: report, stderr } = await runWith(
      { ...onePass, "testcar.config.yaml": config },
      [runner(), watch],
      { env: { PORT: "8080" } },
    );
    expect(report.run?.warnings).toEqual([told]);
    const lines = stderr
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    const why = "holds fewer than 6 characters: it is not masked, which would make the output unreadable";
    expect(lines).toMatchObject([
      { level: "warn", message: `\${env:PORT} ${why}` },
      { level: "warn", message: `PIN ${why}` },
    ]);
    expect(stderr).not.toMatch(/8080|abc/);
  });
});

describe("a run that has told its verdict", () => {
  it("keeps it, and does not hide what crashes afterwards", async () => {
    const stop = new AbortController();
    const log = Promise.withResolvers<RootLogger>();
    const { outcome, stderr } = await runWith(onePass, [runner()], {
      signal: stop.signal,
      onLogger: log.resolve,
      onEnd: async () => {
        stop.abort({ kind: "crash", reason: "too late to matter", plugin: "late" });
        await (await log.promise).flush();
      },
    });
    expect(word(outcome)).toEqual(["passed", 0]);
    expect(stderr).toMatch(/"level":"error".*too late to matter.*"plugin":"late"/);
  });
});

describe("a run that is stopped", () => {
  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)("by %s is interrupted, and exits with %i", async (signal, exitCode) => {
    const stop = new AbortController();
    const stopping = runner(async () => {
      stop.abort({ kind: "signal", signal });
      return passed;
    });
    const files = { "tests/test-a": "pass", "tests/test-b": "pass" };
    const { outcome, told } = await runWith(files, [stopping], { signal: stop.signal });
    expect(word(outcome)).toEqual(["interrupted", exitCode]);
    expect(told.run?.tests.map(({ status }) => status)).toEqual(["interrupted", "skipped"]);
  });

  it("before it began runs nothing", async () => {
    const signal = AbortSignal.abort({ kind: "signal", signal: "SIGTERM" });
    const { outcome, told } = await runWith(onePass, [runner()], { signal });
    expect(word(outcome)).toEqual(["interrupted", 143]);
    expect(told.run?.tests).toEqual([]);
  });

  it("in preflight by its own time has timed out, and blames nobody who heeds it", async () => {
    const slow = plugin("slow", ({ hooks }) =>
      hooks.preflight.tapPromise("slow", async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        signal.throwIfAborted();
      }),
    );
    const files = { "tests/test-a": "pass", "tests/test-b": "pass" };
    const { outcome, told } = await runWith(files, [slow, runner()], {
      flags: { tests: "tests", timeout: 20 },
    });
    expect(word(outcome)).toEqual(["timed-out", 124]);
    expect(outcome.reason).toBe("The run took longer than 0.02 s");
    expect(outcome.reasons.map(({ code }) => code)).toEqual(["TESTCAR_RUN_TIMED_OUT", "TESTCAR_RUN_SKIPPED"]);
    expect(told.run?.tests.map(({ status }) => status)).toEqual(["skipped", "skipped"]);
  });
});

describe("where nothing can be written", () => {
  it("no test runs, and the run is an error", () => {
    const program = join(import.meta.dirname, "fixtures/run-one-pass.ts");
    const printed = execFileSync(process.execPath, ["--conditions=testcar:source", program], {
      env: { ...process.env, TMPDIR: "/nowhere/at/all" },
      encoding: "utf8",
    });
    expect(JSON.parse(printed)).toMatchObject({
      verdict: "error",
      exitCode: 6,
      reasons: [{ code: "TESTCAR_RUN_WORK_DIRECTORY", hint: expect.stringContaining("TMPDIR") }],
    });
  });
});
