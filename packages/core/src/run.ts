import { randomUUID } from "node:crypto";
import type { Reason } from "@testcar/report";
import { runErrors } from "./errors/catalogue/run.ts";
import { isTestcarError, problemsOf, type TestcarError } from "./errors/error.ts";
import { reasonOf } from "./errors/reason.ts";
import { logCauses } from "./log/causes.ts";
import type { Outcome, RunReport, TestReport } from "./model.ts";
import { type Prepared, prepare, type RunRequest } from "./prepare.ts";
import { readLimits } from "./process/limits.ts";
import { openRunDirectory, type RunDirectory } from "./run-directory.ts";
import { type Discovered, discover } from "./stages/discover.ts";
import { execute } from "./stages/execute.ts";
import { preflight } from "./stages/preflight.ts";
import { asReporterFailure, report } from "./stages/report.ts";
import { startDeadline, stopReason } from "./stop.ts";
import { createStopwatch, type Stopwatch } from "./stopwatch.ts";
import { countTests, judge } from "./verdict.ts";

/** What the stages in front of `report` came to. */
interface Findings {
  readonly suite: Discovered | undefined;
  readonly tests: readonly TestReport[];
  readonly problems: readonly TestcarError[];
  readonly warnings: readonly Reason[];
}

const asProblem = (error: unknown): TestcarError =>
  isTestcarError(error) ? error : runErrors.INTERNAL({ reason: reasonOf(error) }, error);

/**
 * One passage through the stages: config → plugins → discover → preflight → execute → report. It tells the verdict
 * through its reporters and gives it back; a problem of any stage is part of the verdict, never an exception.
 *
 * @example
 * ```ts
 * const { verdict, exitCode } = await run(request);
 * ```
 */
export async function run(request: RunRequest): Promise<Outcome> {
  const prepared = await prepare(request);
  const { config, hooks, clock, plugins } = prepared;
  const stopwatch = createStopwatch(clock);
  const startedAt = clock.now().toISOString();
  const runId = randomUUID();
  hooks.progress.call({
    type: "run.started",
    runId,
    startedAt,
    plugins: plugins.map(({ plugin: { name }, version }) =>
      version === undefined ? { name } : { name, version },
    ),
    ...(config.target === undefined ? {} : { target: config.target }),
  });

  const deadline = startDeadline(request.signal, config.timeout, "The run", "--timeout");
  const directory = openRunDirectory(runId);
  const findings = await runStages(prepared, deadline.signal, directory, stopwatch);
  deadline.clear();
  await prepared.credentials.close();
  logCauses(prepared.logger, findings.problems);

  const stop = stopReason(deadline.signal);
  const outcome = judge({ ...findings, stop, allowEmpty: config.allowEmpty });
  const told: RunReport = {
    ...outcome,
    runId,
    startedAt,
    durationMs: stopwatch.total(),
    counts: countTests(findings.tests),
    tests: findings.tests,
    ignored: findings.suite?.ignored ?? [],
    warnings: findings.warnings,
    stages: stopwatch.laps(),
    plugins: [...prepared.guard.durations()].map(([name, milliseconds]) => ({
      name,
      durationMs: Math.round(milliseconds),
    })),
    ...(config.target === undefined ? {} : { target: config.target }),
  };
  const final = await tell(prepared, told, request.signal);
  await directory.close();
  await prepared.logger.flush();
  return final;
}

async function runStages(
  prepared: Prepared,
  signal: AbortSignal,
  directory: RunDirectory,
  stopwatch: Stopwatch,
): Promise<Findings> {
  const { config, hooks, exec, clock, logger, redactor, guard, credentials } = prepared;
  const problems: TestcarError[] = [...prepared.problems];
  const warnings: Reason[] = [];
  let suite: Discovered | undefined;
  let tests: readonly TestReport[] = [];
  try {
    if (problems.length > 0) return { suite, tests, problems, warnings };

    const found = await stopwatch.lap("discover", () =>
      discover({ hooks, config, signal, runners: guard.runners() }),
    );
    suite = { ...found, ignored: redactor.maskData(found.ignored) };
    hooks.progress.call({ type: "tests.discovered", tests: suite.tests, ignored: suite.ignored });

    const ready = {
      hooks,
      config,
      suite,
      signal,
      warn: (warning: Reason) => void warnings.push(warning),
      credentials,
      turns: prepared.turns,
      plugins: prepared.declared,
      directory: directory.path,
    };
    const broken = await stopwatch.lap("preflight", () => preflight(ready));
    problems.push(...prepared.collected.preflight, ...broken.map(asProblem));
    if (problems.length > 0) return { suite, tests, problems, warnings };

    if (suite.tests.length > 0) {
      const running = {
        hooks,
        config,
        suite,
        signal,
        exec,
        clock,
        logger,
        limits: readLimits(),
        redactor,
        credentials,
      };
      const path = await directory.path();
      tests = await stopwatch.lap("execute", () => execute({ ...running, directory: path }));
    }
  } catch (error) {
    // An aborted stage throws the abort's reason, which the verdict knows already.
    if (!signal.aborted || isTestcarError(error)) problems.push(...problemsOf(error).map(asProblem));
  }
  return { suite, tests, problems, warnings };
}

async function tell(
  { hooks, config, format, plugins, redactor, collected }: Prepared,
  told: RunReport,
  stop: AbortSignal,
): Promise<Outcome> {
  const required = new Set(config.requiredReporters);
  for (const { plugin } of plugins) if (plugin.required === true) required.add(plugin.name);
  return report({
    hooks,
    // Each test was masked when it ended; what its runner keeps with it is nobody's business to copy.
    run: { ...redactor.maskData({ ...told, tests: [] }), tests: told.tests },
    format,
    required,
    stop,
    mask: redactor.maskData,
    failures: () => collected.report.map(asReporterFailure),
  });
}
