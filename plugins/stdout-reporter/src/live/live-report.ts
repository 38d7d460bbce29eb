import type { Logger, Outcome, ProgressEvent, RunReport, TestReport } from "@testcar/core";
import { plainText } from "@testcar/report";
import { LastLines } from "../last-lines.ts";
import type { Layout } from "../layout.ts";
import { MARKS, type Paint, paintWith } from "../paint.ts";
import type { Teller, TellerOptions } from "../people.ts";
import { detailLines, headline } from "../test-lines.ts";
import { remarkLines, titleLine, verdictLines } from "../verdict-lines.ts";
import { frameLines } from "./frame.ts";
import { fitted, usable } from "./layout.ts";
import { Pace } from "./pace.ts";
import { Screen } from "./screen.ts";
import { Standing } from "./standing.ts";

/** What there is to say of a test when it ends; the rest of a failure comes in the summary. */
function endLines(report: TestReport, layout: Layout): readonly string[] {
  const { test, status, reasons } = report;
  const { cut, name, paint } = layout;
  const [mark, style] = MARKS[status];
  const why = plainText(reasons[0]?.message ?? "");
  if (status === "passed") return [headline(report, layout), ...detailLines(report, [], layout)];
  // After one failure it may be hundreds.
  if (status === "skipped")
    return [cut(`  ${paint(style, mark)} ${name(plainText(test.name))} ${paint("dim", why)}`)];
  return [headline(report, layout), paint(style, cut(`      ${why}`))];
}

/** What a failure of tests comes to when the test that it names has been told just above. */
function shortReason({ reason }: Outcome, tests: readonly TestReport[]): string {
  const ends = tests.map(({ test, reasons: [first] }) => `: ${test.id}: ${first?.message ?? ""}`);
  const end = ends.find((told) => reason.endsWith(told));
  return end === undefined ? reason : reason.slice(0, -end.length);
}

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
    const layout = this.#layout();
    const told = run.tests.filter((report) => this.#outputs.has(report.test.id));
    if (told.length > 0 && !this.#isLoneTest()) this.#tell("", this.#paint("bold", "Not passed:"), "");
    for (const [place, report] of told.entries()) {
      if (place > 0) this.#tell("");
      this.#tell(headline(report, layout));
      this.#tell(...detailLines(report, this.#outputs.get(report.test.id) ?? [], layout));
    }
    this.#tell(...remarkLines(run, layout), "");
    this.#tell(...verdictLines(run, outcome, layout, shortReason(outcome, told)));
    this.#close();
  }

  #finished(report: TestReport): void {
    const { test, status } = report;
    const output = this.#output.take(test.id);
    const isInSummary = status !== "passed" && status !== "skipped";
    if (isInSummary) this.#outputs.set(test.id, output);
    if (!isInSummary || !this.#isLoneTest()) this.#tell(...endLines(report, this.#layout()));
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
