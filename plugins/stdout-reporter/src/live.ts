import type { PluginApi, ProgressEvent } from "@testcar/core";
import type { LiveReport } from "./live/report.ts";
import type { StdoutReporterOptions } from "./options.ts";
import { LAST, openSink } from "./sink.ts";
import type { Terminal } from "./terminal.ts";

/** Shows people at a terminal what goes on, and tells what became of it. Its libraries are loaded when the run starts. */
export function reportLive(testcar: PluginApi, options: StdoutReporterOptions, terminal: Terminal): void {
  const { hooks, clock } = testcar;
  const sink = openSink(testcar.stdout);
  const early: (readonly [event: ProgressEvent, at: number])[] = [];
  let report: LiveReport | undefined;
  let loading: Promise<LiveReport> | undefined;

  const load = async (): Promise<LiveReport> => {
    const { LiveReport } = await import("./live/report.ts");
    report = new LiveReport(testcar, options, terminal);
    for (const [event, at] of early.splice(0)) report.event(event, at);
    return report;
  };
  const loaded = (): Promise<LiveReport> => {
    loading ??= load();
    return loading;
  };

  hooks.progress.tap("stdout-reporter", (event) => {
    const at = clock.elapsed();
    if (report !== undefined) report.event(event, at);
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
