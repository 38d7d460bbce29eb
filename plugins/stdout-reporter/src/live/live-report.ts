import type { Logger, Outcome, ProgressEvent, RunReport, TestReport } from "@testcar/core";
import { plainText } from "@testcar/report";
import { LastLines } from "../last-lines.ts";
import type { Layout } from "../layout.ts";
import { type Paint, paintWith } from "../paint.ts";
import type { Teller, TellerOptions } from "../people.ts";
import { titleLine } from "../verdict-lines.ts";
import { frameLines } from "./frame.ts";
import { fitted, usable } from "./layout.ts";
import { Pace } from "./pace.ts";
import { Screen } from "./screen.ts";
import { Standing } from "./standing.ts";
import { endLines, summaryLines } from "./summary.ts";

/** Shows a run while it goes on, and sums it up when it is over. */
export class LiveReport implements Teller {
  readonly #screen: Screen;
  readonly #pace: Pace;
  readonly #standing = new Standing();
  readonly #output: LastLines;
  readonly #outputs = new Map<string, readonly string[]>();
  readonly #paint: Paint;
  readonly #logger: Logger;
  readonly #version: string;
  readonly #close: () => void;
  #names: readonly string[] = [];
  #target: string | undefined;

  constructor({ testcar, options, terminal }: TellerOptions) {
    const { stdout, clock, logger, agent } = testcar;
    this.#screen = new Screen(stdout);
    this.#pace = new Pace(() => this.#draw(clock.elapsed()), clock);
    this.#output = new LastLines(options.outputLines);
    this.#paint = paintWith(terminal.isColoured);
    this.#logger = logger;
    this.#version = agent.version;
    const resized = (): void => this.#pace.soon();
    stdout.on("resize", resized);
    terminal.divert((text) => {
      this.#screen.above(text);
      this.#pace.soon();
    });
    this.#close = () => {
      stdout.off("resize", resized);
      this.#pace.stop();
      this.#screen.close();
      terminal.divert(undefined);
    };
  }

  event(event: ProgressEvent, at: number): void {
    this.#standing.add(event, at);
    if (event.type === "run.started") this.#target = event.target;
    else if (event.type === "tests.discovered") {
      this.#names = event.tests.map(({ name }) => plainText(name));
      this.#tell(this.#layout().cut(titleLine(this.#version, event.tests.length, this.#target)), "");
    } else if (event.type === "test.output") {
      this.#output.add(event.test.id, event.line);
      // Whoever wants to see it while it comes asks for diagnostics of all kinds.
      this.#logger.debug(event.line.text, { test: event.test.id });
    } else if (event.type === "test.finished") this.#finished(event.report);
    this.#pace.soon();
  }

  finish(run: RunReport, outcome: Outcome): void {
    const around = { layout: this.#layout(), outputs: this.#outputs, isLone: this.#isLoneTest() };
    this.#tell(...summaryLines(run, outcome, around));
    this.#close();
  }

  #finished(report: TestReport): void {
    const { test, status } = report;
    const output = this.#output.take(test.id);
    if (status === "skipped") return;
    if (status !== "passed") this.#outputs.set(test.id, output);
    const isTold = status === "passed" || status === "interrupted" || !this.#isLoneTest();
    if (isTold) this.#tell(...endLines(report, this.#layout()));
  }

  /** Its summary comes right behind its end: it need not be told twice. */
  #isLoneTest(): boolean {
    return this.#names.length === 1;
  }

  #layout(): Layout {
    return fitted(usable(this.#screen.columns), this.#names, this.#paint);
  }

  #tell(...lines: readonly string[]): void {
    for (const line of lines) this.#screen.above(`${line}\n`);
  }

  #draw(now: number): void {
    const around = {
      layout: this.#layout(),
      now,
      rows: this.#screen.rows,
      columns: usable(this.#screen.columns),
    };
    this.#screen.draw(frameLines(this.#standing, around));
  }
}
