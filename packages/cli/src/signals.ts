import { type StopReason, type StopSignal, signalNumbers } from "@testcar/core";

/** A signal of ours that the operating system's signals abort. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Leaves the signals to Node again. */
  release(): void;
}

const SIGNALS = Object.keys(signalNumbers).filter((name): name is StopSignal => name in signalNumbers);

/** The first SIGINT, SIGTERM or SIGHUP stops the run in good order; the second one ends the process at once. */
export function listenForStop(): Stop {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    const signal = SIGNALS.find((known) => known === name) ?? "SIGTERM";
    if (controller.signal.aborted) process.exit(128 + signalNumbers[signal]);
    const reason: StopReason = { kind: "signal", signal };
    controller.abort(reason);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
