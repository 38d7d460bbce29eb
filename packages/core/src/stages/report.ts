import { runErrors } from "../errors/catalogue/run.ts";
import type { TestcarError } from "../errors/error.ts";
import type { Hooks } from "../hooks.ts";
import type { Outcome, RunReport } from "../model.ts";
import { startDeadline } from "../stop.ts";
import { withReporterFailures } from "../verdict.ts";

/** Milliseconds that the reporters have together: also when the run's own time is up, the verdict has to be told. */
const REPORT_MS = 60_000;

/** What reporting needs. */
export interface ReportOptions {
  readonly hooks: Hooks;
  readonly run: RunReport;
  readonly format: "json" | "text";
  /** Tells the failures of reporters so far, filled by the hook's guard. */
  readonly failures: () => readonly TestcarError[];
  /** Names of the plugins without whose success nothing counts as reported. */
  readonly required: ReadonlySet<string>;
}

/** The failure of a reporter, as such: its own words are the reason. */
export function asReporterFailure(error: TestcarError): TestcarError {
  const plugin = error.plugin ?? "unknown";
  return runErrors.REPORTER_FAILED({ plugin, reason: error.message }, error).from(plugin);
}

/** Lets every reporter tell the run, and comes to the outcome that counts. */
export async function report({ hooks, run, format, failures, required }: ReportOptions): Promise<Outcome> {
  const outcome = (): Outcome =>
    withReporterFailures(
      { verdict: run.verdict, exitCode: run.exitCode, reason: run.reason, reasons: run.reasons },
      failures().filter(({ plugin }) => plugin !== undefined && required.has(plugin)),
    );
  const deadline = startDeadline(new AbortController().signal, REPORT_MS, "Reporting", "a faster reporter");
  try {
    await hooks.report.promise(run, { format, outcome, signal: deadline.signal });
  } finally {
    deadline.clear();
  }
  return outcome();
}
