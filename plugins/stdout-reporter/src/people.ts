import type { Outcome, PluginApi, ProgressEvent, RunReport } from "@testcar/core";
import type { StdoutReporterOptions } from "./options.ts";
import { LAST, openSink, type Sink } from "./sink.ts";
import type { Terminal } from "./terminal.ts";

/** Tells people of a run. */
export interface Teller {
  /** @param at - Milliseconds on the run's clock. */
  event(event: ProgressEvent, at: number): void;
  finish(run: RunReport, outcome: Outcome): void;
}

/** What a teller works with. */
export interface TellerOptions {
  readonly testcar: PluginApi;
  readonly options: StdoutReporterOptions;
  readonly terminal: Terminal;
  readonly sink: Sink;
}

async function loadTeller(needs: TellerOptions): Promise<Teller> {
  if (needs.terminal.isLive) return new (await import("./live/live-report.ts")).LiveReport(needs);
  return new (await import("./text.ts")).TextReport(needs);
}

/** Tells people of the run, live or in plain lines. What that takes is loaded when the run starts: a pod does without. */
export function reportToPeople(testcar: PluginApi, options: StdoutReporterOptions, terminal: Terminal): void {
  const { hooks, clock, stdout } = testcar;
  const sink = openSink(stdout);
  const early: (readonly [event: ProgressEvent, at: number])[] = [];
  let teller: Teller | undefined;
  let loading: Promise<Teller> | undefined;

  const load = async (): Promise<Teller> => {
    const loaded = await loadTeller({ testcar, options, terminal, sink });
    for (const [event, at] of early.splice(0)) loaded.event(event, at);
    teller = loaded;
    return loaded;
  };
  const loaded = (): Promise<Teller> => {
    loading ??= load();
    return loading;
  };

  hooks.progress.tap("stdout-reporter", (event) => {
    const at = clock.elapsed();
    if (teller !== undefined) teller.event(event, at);
    else {
      early.push([event, at]);
      // What keeps it from loading is told in `report`.
      loaded().catch(() => undefined);
    }
  });
  hooks.report.tapPromise({ name: "stdout-reporter", stage: LAST }, async (run, context) => {
    (await loaded()).finish(run, context.outcome());
    await sink.flush(context.signal);
  });
}
