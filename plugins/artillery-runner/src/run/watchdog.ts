/** Time for Artillery to end by itself after it has lost a worker; after a failure of the worker it does, at once. */
export const GRACE_MS = 5000;

/** Ends what can only hang. */
export interface Watchdog {
  /** Aborted when nothing can come any more. */
  readonly signal: AbortSignal;
  /** To be told whenever something is known. */
  look(observed: { readonly workerLost: boolean }): void;
  stop(): void;
}

/**
 * Watches for the one way in which Artillery hangs for certain: a worker thread that is gone before its test, for example
 * because a processor called `process.exit()`, leaves it waiting for ever.
 *
 * How long a test takes is no sign of a hang: a virtual user may think for an hour after the last phase. A test that
 * never ends in another way is a matter of the test's time-out.
 *
 * @param graceMs - Time to end without help.
 */
export function createWatchdog(graceMs: number = GRACE_MS): Watchdog {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    look: ({ workerLost }) => {
      if (workerLost) timer ??= setTimeout(() => controller.abort(), graceMs);
    },
    stop: () => clearTimeout(timer),
  };
}
