import type { Reason } from "@testcar/report";
import type { TestcarError } from "./errors/error.ts";
import { logCauses } from "./log/causes.ts";
import type { Logger } from "./log/logger.ts";
import type { Outcome, RunReport, TestReport } from "./model.ts";
import type { Discovered } from "./stages/discover.ts";
import { asReporterFailure, report } from "./stages/report.ts";
import type { StartedRun } from "./start-run.ts";
import { stopReason } from "./stop.ts";
import { countTests, judge } from "./verdict.ts";

/** What the stages in front of `report` came to. */
export interface Findings {
  readonly suite: Discovered | undefined;
  readonly tests: readonly TestReport[];
  readonly problems: readonly TestcarError[];
  readonly warnings: readonly Reason[];
}

/** Comes to the verdict, lets the reporters tell it, and tidies up. */
export async function finishRun(run: StartedRun, findings: Findings): Promise<Outcome> {
  const { prepared, runId, startedAt, stopwatch, deadline, directory } = run;
  const { config } = prepared;
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
  const final = await tell(run, told);
  watchForLateCrash(run.stop, prepared.logger);
  await directory.close();
  await prepared.logger.flush();
  return final;
}

async function tell({ prepared, stop }: StartedRun, told: RunReport): Promise<Outcome> {
  const { hooks, config, format, plugins, redactor, collected } = prepared;
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

// The verdict is out, and the process has not come to its end yet: what crashes in between changes nothing, and is not hidden.
function watchForLateCrash(stop: AbortSignal, logger: Logger): void {
  const tellCrash = (): void => {
    const late = stopReason(stop);
    if (late?.kind !== "crash") return;
    const plugin = late.plugin === undefined ? {} : { plugin: late.plugin };
    logger.error(`Nobody caught an error after the end: ${late.reason}`, plugin);
  };
  stop.addEventListener("abort", tellCrash, { once: true });
}
