import { styleText } from "node:util";
import type {
  Outcome,
  OutputLine,
  PluginApi,
  ProgressEvent,
  Reason,
  RunReport,
  TestReport,
  TestStatus,
} from "@testcar/core";
import { plainText } from "@testcar/report";
import type { StdoutReporterOptions } from "./options.ts";
import { LAST, openSink } from "./sink.ts";

type Style = Parameters<typeof styleText>[0];

const MARKS: Readonly<Record<TestStatus, readonly [string, Style]>> = {
  passed: ["✓", "green"],
  failed: ["✗", "red"],
  error: ["!", "red"],
  "timed-out": ["⧖", "red"],
  interrupted: ["■", "yellow"],
  skipped: ["-", "gray"],
};

const NAME_WIDTH = 32;

/** 850 ms, 3.2 s, 4 min 5 s */
export function formatDuration(milliseconds: number): string {
  // What would be rounded up to the next unit is told in it.
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const formatMs = (milliseconds: number): string => `${Number(milliseconds.toFixed(1))} ms`;

function measurements({ metrics }: TestReport): string {
  const { requests, errors, latencyMs } = metrics ?? {};
  const parts = [
    requests === undefined ? undefined : `${requests} request${requests === 1 ? "" : "s"}`,
    errors === undefined || errors === 0 ? undefined : `${errors} error${errors === 1 ? "" : "s"}`,
    latencyMs?.p95 === undefined ? undefined : `p95 ${formatMs(latencyMs.p95)}`,
  ];
  return parts.filter((part) => part !== undefined).join("  ");
}

/** Tells a run in plain lines, each test when it ends. */
class TextReport {
  readonly #print: (line: string) => void;
  readonly #style: (style: Style, text: string) => string;
  readonly #outputLines: number;
  readonly #version: string;
  readonly #lastLines = new Map<string, string[]>();
  readonly #phases = new Map<string, string>();
  #target: string | undefined;

  constructor({ stdout, agent }: PluginApi, options: StdoutReporterOptions, print: (line: string) => void) {
    this.#print = print;
    // A terminal that knows colours says so, unless NO_COLOR or TERM speaks against it.
    const isColoured =
      "hasColors" in stdout && typeof stdout.hasColors === "function" && stdout.hasColors() === true;
    this.#style = (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text);
    this.#outputLines = options.outputLines;
    this.#version = agent.version;
  }

  event(event: ProgressEvent): void {
    if (event.type === "run.started") this.#target = event.target;
    else if (event.type === "tests.discovered") this.#discovered(event.tests.length);
    else if (event.type === "test.started")
      this.#print(this.#style("dim", `  … ${plainText(event.test.name)}`));
    else if (event.type === "test.output") this.#remember(event.test.id, event.line);
    else if (event.type === "test.progress")
      this.#phase(event.test.id, event.progress.phase, event.progress.secondsTotal);
    else this.#test(event.report);
  }

  finish(run: RunReport, outcome: Outcome): void {
    for (const { path, reason } of run.ignored.filter(({ suspicious }) => suspicious === true)) {
      this.#print(this.#style("yellow", `  ? ${plainText(path)}: ${plainText(reason)}`));
    }
    for (const warning of run.warnings) this.#reason(warning, "yellow");
    const inTests = new Set(run.tests.flatMap((test) => test.reasons.map(({ code }) => code)));
    const own = outcome.reasons.filter(
      ({ code, message }) => !inTests.has(code) && message !== outcome.reason,
    );
    const [, style] = MARKS[outcome.verdict];
    this.#print("");
    const verdict = this.#style(["bold", ...[style].flat()], outcome.verdict);
    const only = outcome.reasons.find(({ message }) => message === outcome.reason);
    const code = only === undefined ? "" : ` ${this.#style("dim", `(${only.code})`)}`;
    this.#print(`${verdict}: ${plainText(outcome.reason)}${code}`);
    if (only !== undefined) this.#hint(only);
    for (const reason of own) this.#reason(reason, "red");
    const counts = Object.entries(run.counts).filter(([status, count]) => status !== "total" && count > 0);
    const told =
      counts.length === 0 ? "no tests" : counts.map(([status, count]) => `${count} ${status}`).join(", ");
    this.#print(
      this.#style("dim", `${told} in ${formatDuration(run.durationMs)}, exit code ${outcome.exitCode}`),
    );
    const kept = run.tests.find(({ status, output }) => status !== "passed" && output?.file !== undefined)
      ?.output?.file;
    if (kept !== undefined) {
      this.#print(this.#style("dim", `What the tests printed: ${plainText(kept.replace(/\/[^/]*$/, ""))}`));
    }
  }

  #discovered(count: number): void {
    const target = this.#target === undefined ? "" : `, target ${plainText(this.#target)}`;
    this.#print(`testcar ${this.#version}: ${count} test${count === 1 ? "" : "s"}${target}`);
    this.#print("");
  }

  #phase(test: string, phase: string | undefined, seconds: number | undefined): void {
    if (phase === undefined || this.#phases.get(test) === phase) return;
    this.#phases.set(test, phase);
    this.#print(
      this.#style(
        "dim",
        `      ${plainText(phase)}${seconds === undefined ? "" : ` (${Math.round(seconds)} s)`}`,
      ),
    );
  }

  #remember(test: string, { text, omitted }: OutputLine): void {
    const lines = this.#lastLines.get(test) ?? [];
    lines.push(omitted === undefined ? text : `… ${omitted.lines} lines left out`);
    if (lines.length > this.#outputLines) lines.shift();
    this.#lastLines.set(test, lines);
  }

  #test(report: TestReport): void {
    const { test, status, durationMs, reasons, warnings } = report;
    const [mark, style] = MARKS[status];
    const name = plainText(test.name).padEnd(NAME_WIDTH);
    const time = status === "skipped" ? "" : formatDuration(durationMs).padStart(9);
    this.#print(`  ${this.#style(style, mark)} ${name} ${time}  ${measurements(report)}`.trimEnd());
    // The first reason is the one to act on; testcar explain tells what to do about the others.
    for (const [place, { hint, ...reason }] of reasons.entries()) {
      this.#reason(place === 0 && hint !== undefined ? { ...reason, hint } : reason, style);
    }
    for (const warning of warnings ?? []) this.#reason(warning, "yellow");
    if (status !== "passed" && status !== "skipped") {
      for (const line of this.#lastLines.get(test.id) ?? [])
        this.#print(this.#style("dim", `      | ${plainText(line)}`));
    }
    this.#lastLines.delete(test.id);
  }

  #reason(reason: Reason, style: Style): void {
    const policy = reason.policy === undefined ? "" : `, policy ${reason.policy}`;
    this.#print(
      `      ${this.#style(style, plainText(reason.message))} ${this.#style("dim", `(${reason.code}${policy})`)}`,
    );
    this.#hint(reason);
  }

  #hint({ hint }: Reason): void {
    if (hint !== undefined) this.#print(`      → ${plainText(hint)}`);
  }
}

/** Writes for people: what runs, what became of it, and why. */
export function reportAsText(testcar: PluginApi, options: StdoutReporterOptions): void {
  const sink = openSink(testcar.stdout);
  const text = new TextReport(testcar, options, (line) => sink.write(`${line}\n`));
  testcar.hooks.progress.tap("stdout-reporter", (event) => text.event(event));
  testcar.hooks.report.tapPromise({ name: "stdout-reporter", stage: LAST }, async (run, context) => {
    text.finish(run, context.outcome());
    await sink.flush(context.signal);
  });
}
