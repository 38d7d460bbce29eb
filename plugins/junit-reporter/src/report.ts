import {
  type Check,
  type Outcome,
  openKeptOutputs,
  type PluginApi,
  type Reason,
  type RunReport,
  renderProblems,
  runProblem,
  type TestReport,
  type TestStatus,
} from "@testcar/core";
import { document, element, parent, text, type Xml } from "./xml.ts";

/** What the report needs beside the run. */
export interface ReportSettings {
  readonly suiteName: string;
  readonly agent: PluginApi["agent"];
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

/** A status as JUnit has it: a failure is what the test says itself, an error that it could not. */
const ELEMENTS: Readonly<Record<TestStatus, "failure" | "error" | "skipped" | undefined>> = {
  passed: undefined,
  failed: "failure",
  error: "error",
  "timed-out": "error",
  interrupted: "error",
  skipped: "skipped",
};

function checkLine({ name, status, passed, failed, detail }: Check): string {
  const mark = status === "passed" ? "ok" : "not ok";
  const times =
    passed === undefined && failed === undefined ? "" : ` (${passed ?? 0} ok, ${failed ?? 0} not)`;
  return `${mark}: ${name}${times}${detail === undefined ? "" : `: ${detail}`}\n`;
}

const checkLines = (checks: readonly Check[] = []): string =>
  checks.length === 0 ? "" : `\nChecks:\n${checks.map(checkLine).join("")}`;

// GitLab shows the text and not the message, Azure DevOps both: each has to say it.
function explain({ reasons, checks, exitCode, status }: TestReport): string {
  const code = exitCode === null ? "" : `\nExit code ${exitCode}\n`;
  return `${status}\n${renderProblems(reasons)}${code}${checkLines(checks)}`;
}

const warningLines = (warnings: readonly Reason[] = []): string =>
  warnings.length === 0 ? "" : `Warnings:\n${renderProblems(warnings)}\n`;

const typeOf = (reasons: readonly Reason[], otherwise: string): string => reasons[0]?.code ?? otherwise;

// Of two cases with one name, GitLab shows the first only.
function namesOf(tests: readonly TestReport[]): ReadonlyMap<TestReport, string> {
  const byName = Map.groupBy(tests, ({ test }) => `${test.runner}\n${test.name}`);
  return new Map(
    [...byName.values()].flatMap((same) =>
      same.map((report) => {
        const { id, name } = report.test;
        return [report, same.length === 1 || name === id ? name : `${name} (${id})`] as const;
      }),
    ),
  );
}

function verdictOf(report: TestReport): readonly Xml[] {
  const { status, reasons } = report;
  const name = ELEMENTS[status];
  if (name === undefined) return [];
  // The schema gives this one no attributes.
  if (name === "skipped") return [element(name, {}, [text(renderProblems(reasons))])];
  const message = reasons[0]?.message ?? status;
  return [element(name, { message, type: typeOf(reasons, status) }, [text(explain(report))])];
}

function testCase(report: TestReport, name: string, classname: string, output: string | undefined): Xml {
  const { durationMs, checks, warnings } = report;
  const passed = report.status === "passed" ? checkLines(checks) : "";
  const printed = `${warningLines(warnings)}${output ?? ""}${passed}`;
  return parent(
    "testcase",
    {
      name,
      classname,
      time: seconds(durationMs),
      assertions: checks === undefined || checks.length === 0 ? undefined : checks.length,
    },
    [...verdictOf(report), ...(printed === "" ? [] : [element("system-out", {}, [text(printed)])])],
  );
}

function runCase(
  { verdict }: Outcome,
  problem: NonNullable<ReturnType<typeof runProblem>>,
  classname: string,
): Xml {
  const { message, reasons } = problem;
  const content = text(`${verdict}\n${renderProblems(reasons)}`);
  return parent("testcase", { name: "the run", classname, time: seconds(0) }, [
    element("error", { message, type: typeOf(reasons, verdict) }, [content]),
  ]);
}

function properties(run: RunReport, outcome: Outcome, agent: PluginApi["agent"]): Xml {
  const values: Readonly<Record<string, string | number | undefined>> = {
    "testcar.run": run.runId,
    "testcar.verdict": outcome.verdict,
    "testcar.exitCode": outcome.exitCode,
    "testcar.reason": outcome.reason,
    "testcar.target": run.target,
    "testcar.version": agent.version,
    "testcar.node": agent.node,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return parent(
    "properties",
    {},
    given.map(([name, value]) => element("property", { name, value })),
  );
}

/**
 * The run as JUnit XML: one suite, one case for each test. What speaks against a pass and is no test's is a case as well, so
 * that nobody shows such a run as a pass.
 */
export async function renderReport(
  run: RunReport,
  outcome: Outcome,
  { suiteName, agent }: ReportSettings,
): Promise<string> {
  const outputOf = openKeptOutputs();
  const names = namesOf(run.tests);
  const cases: Xml[] = [];
  for (const report of run.tests) {
    const classname = `${suiteName}.${report.test.runner}`;
    cases.push(testCase(report, names.get(report) ?? report.test.id, classname, await outputOf(report)));
  }
  const problem = runProblem(outcome, run.tests);
  if (problem !== undefined) cases.push(runCase(outcome, problem, suiteName));

  const count = (name: string): number => run.tests.filter(({ status }) => ELEMENTS[status] === name).length;
  const totals = {
    name: suiteName,
    tests: cases.length,
    failures: count("failure"),
    errors: count("error") + (problem === undefined ? 0 : 1),
    time: seconds(run.durationMs),
  };
  const warnings = warningLines(run.warnings);
  const suite = parent("testsuite", { ...totals, skipped: count("skipped"), timestamp: run.startedAt }, [
    properties(run, outcome, agent),
    ...cases,
    ...(warnings === "" ? [] : [element("system-out", {}, [text(warnings)])]),
  ]);
  return document(parent("testsuites", totals, [suite]));
}
