import type { Logger, Outcome, ProgressEvent, RunReport } from "@testcar/core";
import { plainText } from "@testcar/report";
import { LastLines } from "./last-lines.ts";
import { type Layout, openEnded } from "./layout.ts";
import { paintWith } from "./paint.ts";
import type { Teller, TellerOptions } from "./people.ts";
import { detailLines, headline } from "./test-lines.ts";
import { remarkLines, titleLine, verdictLines } from "./verdict-lines.ts";

/** Tells a run in plain lines, each test when it ends. */
export class TextReport implements Teller {
  readonly #print: (...lines: readonly string[]) => void;
  readonly #layout: Layout;
  readonly #version: string;
  readonly #logger: Logger;
  readonly #output: LastLines;
  readonly #phases = new Map<string, string>();
  #target: string | undefined;

  constructor({ testcar: { agent, logger }, options, terminal, sink }: TellerOptions) {
    this.#print = (...lines) => {
      for (const line of lines) sink.write(`${line}\n`);
    };
    this.#layout = openEnded(paintWith(terminal.isColoured));
    this.#version = agent.version;
    this.#logger = logger;
    this.#output = new LastLines(options.outputLines);
  }

  event(event: ProgressEvent): void {
    const { paint } = this.#layout;
    if (event.type === "run.started") this.#target = event.target;
    else if (event.type === "tests.discovered")
      this.#print(titleLine(this.#version, event.tests.length, this.#target), "");
    else if (event.type === "test.started") this.#print(paint("dim", `  … ${plainText(event.test.name)}`));
    else if (event.type === "test.output") {
      this.#output.add(event.test.id, event.line);
      this.#logger.debug(event.line.text, { test: event.test.id });
    } else if (event.type === "test.progress")
      this.#phase(event.test.id, event.progress.phase, event.progress.secondsTotal);
    else if (event.type === "test.finished") {
      const { report } = event;
      this.#print(headline(report, this.#layout));
      this.#print(...detailLines(report, this.#output.take(report.test.id), this.#layout));
    }
  }

  finish(run: RunReport, outcome: Outcome): void {
    this.#print(...remarkLines(run, this.#layout), "", ...verdictLines(run, outcome, this.#layout));
  }

  #phase(test: string, phase: string | undefined, seconds: number | undefined): void {
    if (phase === undefined || this.#phases.get(test) === phase) return;
    this.#phases.set(test, phase);
    const time = seconds === undefined ? "" : ` (${Math.round(seconds)} s)`;
    this.#print(this.#layout.paint("dim", `      ${plainText(phase)}${time}`));
  }
}
