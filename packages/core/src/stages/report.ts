import { runErrors } from "../errors/catalogue/run.ts";
import type { TestcarError } from "../errors/error.ts";
import type { Hooks } from "../hooks.ts";
import type { Outcome, RunReport } from "../model.ts";
import { type Deadline, problemOfStop, type StopReason, stopReason } from "../stop.ts";
import { withReporterFailures } from "../verdict.ts";

/** Milliseconds that the reporters have together: also when the run's own time is up, the verdict has to be told. */
const REPORT_MS = 60_000;

/** What is left of it when the run is stopped from outside: whoever stops a pod does not wait for long. */
const STOPPED_REPORT_MS = 5_000;

/** What reporting needs. */
export interface ReportOptions {
  readonly hooks: Hooks;
  readonly run: RunReport;
  readonly format: "json" | "text";
  /** Tells the failures of reporters so far, filled by the hook's guard. */
  readonly failures: () => readonly TestcarError[];
  /** Names of the plugins without whose success nothing counts as reported. */
  readonly required: ReadonlySet<string>;
  /** Masks what the failures say: the run is masked already. */
  readonly mask: <T>(data: T) => T;
  /** Aborted when the run is stopped from outside, or crashes. */
  readonly stop: AbortSignal;
}

function startReportDeadline(stop: AbortSignal): Deadline {
  const own = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const startTimer = (milliseconds: number): void => {
    clearTimeout(timer);
    const reason: StopReason = {
      kind: "timeout",
      what: "Reporting",
      seconds: milliseconds / 1000,
      option: "a faster reporter",
    };
    timer = setTimeout(() => own.abort(reason), milliseconds);
  };
  const hurry = (): void => startTimer(STOPPED_REPORT_MS);
  startTimer(stop.aborted ? STOPPED_REPORT_MS : REPORT_MS);
  stop.addEventListener("abort", hurry, { once: true });
  return {
    signal: own.signal,
    clear: () => {
      clearTimeout(timer);
      stop.removeEventListener("abort", hurry);
    },
  };
}

/** The failure of a reporter, as such: its own words are the reason. */
export function asReporterFailure(error: TestcarError): TestcarError {
  if (error.code === runErrors.REPORTER_FAILED.code) return error;
  const plugin = error.plugin ?? "unknown";
  return runErrors.REPORTER_FAILED({ plugin, reason: error.message }, error).from(plugin);
}

/** Lets every reporter tell the run, and comes to the outcome that counts. */
export async function report(options: ReportOptions): Promise<Outcome> {
  const { hooks, run, format, failures, required, mask, stop } = options;
  const { verdict, exitCode, reason, reasons } = run;
  const outcome = (): Outcome => {
    const stopped = stopReason(stop);
    // A crash that came before the reporters is in the verdict already.
    const crash = stopped?.kind === "crash" && verdict === "passed" ? [problemOfStop(stopped)] : [];
    const counting = failures().filter(({ plugin }) => plugin !== undefined && required.has(plugin));
    return mask(withReporterFailures({ verdict, exitCode, reason, reasons }, [...counting, ...crash]));
  };
  const deadline = startReportDeadline(stop);
  try {
    await hooks.report.promise(run, { format, outcome, signal: deadline.signal });
  } finally {
    deadline.clear();
  }
  return outcome();
}
