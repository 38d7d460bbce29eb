import { stripVTControlCharacters } from "node:util";
import {
  type Outcome,
  openKeptOutputs,
  type PluginApi,
  type RunProblem,
  type RunReport,
  renderProblems,
  runProblem,
  type TestReport,
  type TestStatus,
} from "@testcar/core";
import type { CtrfDocument, CtrfStatus, CtrfTest } from "./document.ts";
import type { CtrfReporterOptions } from "./options.ts";

/** What the report needs beside the run. */
export interface ReportSettings {
  readonly options: Omit<CtrfReporterOptions, "file">;
  readonly agent: PluginApi["agent"];
  readonly now: Date;
  /** Identifies this very document: a UUID. */
  readonly reportId: string;
}

// Readers of CTRF look for `failed` alone: whatever is not good has to be that. `rawStatus` has our own word.
const STATUSES: Readonly<Record<TestStatus, CtrfStatus>> = {
  passed: "passed",
  failed: "failed",
  error: "failed",
  "timed-out": "failed",
  interrupted: "failed",
  skipped: "skipped",
};

const linesOf = (text: string): readonly string[] =>
  stripVTControlCharacters(text)
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);

const unlessEmpty = <T extends string, V>(name: T, list: readonly V[] = []) =>
  (list.length === 0 ? {} : { [name]: list }) as { readonly [Name in T]?: readonly V[] };

function times({ startedAt, durationMs }: Pick<TestReport, "startedAt" | "durationMs">) {
  const duration = Math.round(durationMs);
  if (startedAt === undefined) return { duration };
  const start = Date.parse(startedAt);
  return { duration, start, stop: start + duration };
}

function stepsOf({ checks = [] }: TestReport): Pick<CtrfTest, "steps"> {
  return unlessEmpty(
    "steps",
    checks.map(({ name, status, ...extra }) => ({
      name,
      status,
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    })),
  );
}

function testOf(report: TestReport, output: string | undefined): CtrfTest {
  const { test, status, reasons, exitCode, warnings, metrics, partial } = report;
  const [first] = reasons;
  return {
    testId: test.id,
    // The schema wants at least one character.
    name: test.name === "" ? test.id : test.name,
    status: STATUSES[status],
    ...times(report),
    suite: [test.runner],
    ...(first === undefined ? {} : { message: first.message, trace: renderProblems(reasons) }),
    rawStatus: status,
    filePath: test.file.path,
    ...stepsOf(report),
    ...(output === undefined ? {} : { stdout: linesOf(output) }),
    extra: {
      runner: test.runner,
      exitCode,
      ...unlessEmpty("reasons", reasons),
      ...unlessEmpty("warnings", warnings),
      ...(metrics === undefined ? {} : { metrics }),
      ...(partial === undefined ? {} : { partial }),
    },
  };
}

const testOfRun = ({ verdict, exitCode }: Outcome, { message, reasons }: RunProblem): CtrfTest => ({
  testId: "testcar:run",
  name: "the run",
  status: "failed",
  duration: 0,
  suite: ["testcar"],
  message,
  trace: renderProblems(reasons),
  rawStatus: verdict,
  extra: { exitCode, reasons },
});

function summary(run: RunReport, tests: readonly CtrfTest[]): CtrfDocument["results"]["summary"] {
  const count = (status: CtrfStatus): number => tests.filter((test) => test.status === status).length;
  const start = Date.parse(run.startedAt);
  const duration = Math.round(run.durationMs);
  return {
    tests: tests.length,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    pending: count("pending"),
    other: count("other"),
    start,
    stop: start + duration,
    duration,
  };
}

/**
 * The run in the Common Test Report Format. What speaks against a pass and is no test's is a test as well, so that nobody shows
 * such a run as a pass.
 */
export async function buildReport(
  run: RunReport,
  outcome: Outcome,
  { options, agent, now, reportId }: ReportSettings,
): Promise<CtrfDocument> {
  const outputOf = openKeptOutputs();
  const tests: CtrfTest[] = [];
  for (const report of run.tests) tests.push(testOf(report, await outputOf(report)));
  const problem = runProblem(outcome, run.tests);
  if (problem !== undefined) tests.push(testOfRun(outcome, problem));
  const { verdict, exitCode, reason, reasons } = outcome;
  return {
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    reportId,
    runId: run.runId,
    timestamp: now.toISOString(),
    generatedBy: "@testcar/plugin-ctrf-reporter",
    results: {
      tool: { name: "testcar", version: agent.version, extra: { node: agent.node } },
      summary: summary(run, tests),
      tests,
      environment: {
        ...options,
        osPlatform: process.platform,
        healthy: verdict === "passed",
        ...(run.target === undefined ? {} : { extra: { target: run.target } }),
      },
      extra: {
        verdict,
        exitCode,
        reason,
        ...unlessEmpty("reasons", reasons),
        ...unlessEmpty("warnings", run.warnings),
      },
    },
  };
}
