import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type Discovered,
  type Outcome,
  type Prepared,
  type ProgressEvent,
  prepare,
  type Reason,
  type RequestAuthorizer,
  type RunReport,
  renderProblems,
  type StopReason,
  type TestcarError,
  type TestReport,
  testing,
} from "@testcar/core";
import { createFakeClock } from "./clock.ts";
import { collect, jsonLines } from "./collect.ts";
import { makeFolder } from "./folder.ts";
import type { Harness } from "./harness.ts";
import type { HarnessOptions } from "./options.ts";
import { requestOf, splitTests } from "./request.ts";
import { secretsIn } from "./secrets.ts";

/** What has come of the stages so far. */
interface Progress {
  suite?: Discovered;
  problems: readonly TestcarError[];
  isReady: boolean;
  readonly warnings: Reason[];
  readonly tests: TestReport[];
}

const asError = (problems: readonly TestcarError[]): Error => {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  return new AggregateError(problems, renderProblems(problems.map((problem) => problem.toReason())));
};

/**
 * Makes a harness: core's own stages around your plugin, a temporary tests directory, a clock that stands still, and everything
 * that is told kept. Call `dispose` when the test is over.
 *
 * @example
 * ```ts
 * const harness = createHarness({ plugins: [runner], tests: { "a.case": "true" } });
 * t.after(() => harness.dispose());
 * const { status } = await harness.execute("a.case");
 * ```
 */
export function createHarness(options: HarnessOptions = {}): Harness {
  const { behaviours, files } = splitTests(options.tests);
  const folder = makeFolder({ ...options.files, ...files });
  const stdout = collect();
  const stderr = collect();
  const controller = new AbortController();
  const clock = createFakeClock();
  const events: ProgressEvent[] = [];
  const progress: Progress = { problems: [], isReady: false, warnings: [], tests: [] };
  const request = requestOf(options, behaviours, {
    directory: folder.path,
    stdout: stdout.stream,
    stderr: stderr.stream,
    signal: controller.signal,
    clock: options.clock ?? clock,
  });
  let reported: RunReport | undefined;
  let hasRun = false;
  let preparing: Promise<Prepared> | undefined;
  let starting: Promise<{ run: testing.StartedRun; stages: testing.Stages }> | undefined;
  let store: RequestAuthorizer | undefined;

  const prepared = (): Promise<Prepared> => {
    preparing ??= prepare(request).then((ready) => {
      // Interceptors are no taps: no plugin sees that somebody listens.
      ready.hooks.progress.intercept({ call: (event) => void events.push(event) });
      ready.hooks.report.intercept({
        call: (run) => {
          reported = run;
        },
      });
      // A configuration makes them known as soon as it has read them.
      for (const secret of secretsIn(request.flags)) ready.redactor.register(secret);
      store = ready.credentials;
      return ready;
    });
    return preparing;
  };
  const started = () => {
    if (hasRun) throw new Error("run() has gone the whole way: make another harness for single stages");
    starting ??= prepared().then((ready) => {
      const run = testing.startRun(ready, controller.signal);
      return { run, stages: testing.bindStages(run) };
    });
    return starting;
  };
  const flush = async (): Promise<void> => (await prepared()).logger.flush();

  const discovered = async (): Promise<Discovered> => {
    const { run, stages } = await started();
    if (progress.suite !== undefined) return progress.suite;
    const { problems } = run.prepared;
    if (problems.length > 0) {
      progress.problems = problems;
      throw asError(problems);
    }
    try {
      const suite = await stages.discover();
      progress.suite = suite;
      return suite;
    } catch (error) {
      const wrong = error instanceof AggregateError ? error.errors : [error];
      progress.problems = wrong.map(testing.asProblem);
      throw error;
    } finally {
      await flush();
    }
  };

  const preflight = async (): Promise<readonly TestcarError[]> => {
    const suite = await discovered();
    const { stages } = await started();
    if (!progress.isReady) {
      progress.isReady = true;
      progress.problems = await stages.preflight(suite, (warning) => void progress.warnings.push(warning));
      await flush();
    }
    return progress.problems;
  };

  const execute = async (id?: string): Promise<TestReport> => {
    const problems = await preflight();
    if (problems.length > 0) throw asError(problems);
    const suite = await discovered();
    const known = suite.tests.map((test) => test.id).join(", ");
    const chosen = suite.tests.filter((test) => id === undefined || test.id === id);
    if (id === undefined && chosen.length > 1) throw new Error(`which test is to be run? There are ${known}`);
    if (chosen.length === 0) throw new Error(`there is no test ${id ?? ""}; there are ${known || "none"}`);
    const { stages } = await started();
    const [report] = await stages.execute({ ...suite, tests: chosen });
    await flush();
    if (report === undefined) throw new Error("core gave no report of the test");
    progress.tests.push(report);
    return report;
  };

  const report = async (): Promise<Outcome> => {
    const { run } = await started();
    const problems = run.prepared.problems.length > 0 ? run.prepared.problems : progress.problems;
    hasRun = true;
    return testing.finishRun(run, {
      suite: progress.suite,
      tests: progress.tests,
      problems,
      warnings: progress.warnings,
    });
  };

  const run = async (): Promise<Outcome> => {
    if (starting !== undefined || hasRun)
      throw new Error("some stages have run: call report(), or run() alone");
    hasRun = true;
    return testing.runPrepared(await prepared(), controller.signal);
  };

  const dispose = async (): Promise<void> => {
    controller.abort({ kind: "signal", signal: "SIGTERM" } satisfies StopReason);
    const begun = await starting?.catch(() => undefined);
    begun?.run.deadline.clear();
    await (await preparing?.catch(() => undefined))?.credentials.close();
    await begun?.run.directory.close();
    // What a failed test printed is kept after a run; here, nobody looks into it any more.
    const kept = events.flatMap((event) =>
      event.type === "test.finished" ? (event.report.output?.file ?? []) : [],
    );
    for (const file of new Set(kept.map((each) => join(dirname(each), "..")))) {
      await rm(file, { recursive: true, force: true });
    }
    folder.remove();
  };

  const opened = (): RequestAuthorizer => {
    if (store === undefined) throw new Error("there are no credentials yet: call preflight() first");
    return store;
  };

  return {
    directory: folder.path,
    path: (name) => join(folder.path, name),
    clock,
    events,
    reported: () => reported,
    stdout: stdout.text,
    records: () => jsonLines(stdout.text()),
    logs: () => jsonLines(stderr.text()),
    problems: async () => (await prepared()).problems,
    discover: discovered,
    preflight,
    execute,
    report,
    run,
    requests: {
      authorize: async (asked) => opened().authorize(asked),
      reject: async (url, headers) => opened().reject(url, headers),
    },
    stop: (reason = { kind: "signal", signal: "SIGTERM" }) => controller.abort(reason),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
