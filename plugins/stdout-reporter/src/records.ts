import type { Outcome, PluginApi, RunReport, TestReport } from "@testcar/core";
import { createRecordWriter, type RecordWriter } from "@testcar/report";
import { LAST, openSink } from "./sink.ts";

function testFinished({ test, status, exitCode, reasons, durationMs, ...rest }: TestReport) {
  const { startedAt, warnings, checks, metrics, output, partial } = rest;
  return {
    test: test.id,
    runner: test.runner,
    ...(test.name === test.id ? {} : { name: test.name }),
    status,
    exitCode,
    durationMs,
    reasons,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(warnings === undefined || warnings.length === 0 ? {} : { warnings }),
    ...(checks === undefined || checks.length === 0 ? {} : { checks }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(output === undefined ? {} : { output }),
    ...(partial === undefined ? {} : { partial }),
  };
}

function runFinished(run: RunReport, outcome: Outcome) {
  const { counts, startedAt, durationMs } = run;
  const { verdict, exitCode, reason, reasons } = outcome;
  const warnings = run.warnings.length === 0 ? {} : { warnings: run.warnings };
  return { verdict, exitCode, reason, counts, startedAt, durationMs, reasons, ...warnings };
}

/** Writes one record a line, as things happen. */
export function reportAsRecords({ hooks, stdout, clock, agent }: PluginApi): void {
  const sink = openSink(stdout);
  let writer: RecordWriter | undefined;
  hooks.progress.tap("stdout-reporter", (event) => {
    if (event.type === "run.started") {
      writer = createRecordWriter({ run: event.runId, write: sink.write, now: clock.now });
      const { plugins, target } = event;
      writer.runStarted({ agent, plugins, ...(target === undefined ? {} : { target }) });
    } else if (event.type === "test.started") {
      const { id, runner, name } = event.test;
      writer?.testStarted({ test: id, runner, ...(name === id ? {} : { name }) });
    } else if (event.type === "test.output") {
      writer?.testOutput({ test: event.test.id, ...event.line });
    } else if (event.type === "test.finished") {
      writer?.testFinished(testFinished(event.report));
    }
  });
  hooks.report.tapPromise({ name: "stdout-reporter", stage: LAST }, async (run, context) => {
    writer ??= createRecordWriter({ run: run.runId, write: sink.write, now: clock.now });
    writer.runFinished(runFinished(run, context.outcome()));
    await sink.flush(context.signal);
  });
}
