import { type StopReason, type StopSignal, signalNumbers } from "@testcar/core";
import { exit } from "./uncaught.ts";

/** What can stop a run from outside of it. */
export interface Stop {
  /** Aborted with the reason to stop. */
  readonly signal: AbortSignal;
  /** Stops the run because of an error that nobody caught. */
  readonly crash: (reason: string, plugin?: string) => void;
}

const SIGNALS = Object.keys(signalNumbers).filter((name): name is StopSignal => name in signalNumbers);

/** The first SIGINT, SIGTERM or SIGHUP stops the run in good order; the second one ends the process at once. */
export function listenForStop(): Stop {
  const controller = new AbortController();
  const stop = (reason: StopReason): void => controller.abort(reason);
  let isSignalled = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isSignalled) exit(128 + signalNumbers[signal]);
      isSignalled = true;
      stop({ kind: "signal", signal });
    });
  }
  return { signal: controller.signal, crash: (reason, plugin) => stop({ kind: "crash", reason, plugin }) };
}
