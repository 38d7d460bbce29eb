import type { Reason } from "@testcar/report";
import { asProblem, bindStages } from "./bind-stages.ts";
import { isTestcarError, problemsOf, type TestcarError } from "./errors/error.ts";
import { type Findings, finishRun } from "./finish-run.ts";
import type { Outcome, TestReport } from "./model.ts";
import { type Prepared, prepare, type RunRequest } from "./prepare.ts";
import type { Discovered } from "./stages/discover.ts";
import { type StartedRun, startRun } from "./start-run.ts";

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
  return runPrepared(await prepare(request), request.signal);
}

/** The way of a run that is prepared: everything behind `apply`. */
export async function runPrepared(prepared: Prepared, stop: AbortSignal): Promise<Outcome> {
  const started = startRun(prepared, stop);
  return finishRun(started, await runStages(started));
}

async function runStages(started: StartedRun): Promise<Findings> {
  const stages = bindStages(started);
  const problems: TestcarError[] = [...started.prepared.problems];
  const warnings: Reason[] = [];
  let suite: Discovered | undefined;
  let tests: readonly TestReport[] = [];
  try {
    if (problems.length > 0) return { suite, tests, problems, warnings };
    suite = await stages.discover();
    problems.push(...(await stages.preflight(suite, (warning) => void warnings.push(warning))));
    if (problems.length > 0) return { suite, tests, problems, warnings };
    if (suite.tests.length > 0) tests = await stages.execute(suite);
  } catch (error) {
    // An aborted stage throws the abort's reason, which the verdict knows already.
    if (!started.deadline.signal.aborted || isTestcarError(error))
      problems.push(...problemsOf(error).map(asProblem));
  }
  return { suite, tests, problems, warnings };
}
