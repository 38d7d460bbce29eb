import { setTimeout as delay } from "node:timers/promises";

const DEADLINE_MS = 120_000;

/** Waits until something is so of which the system tells nobody, as of processes. */
export async function poll(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`not in ${DEADLINE_MS} ms: ${what}`);
    await delay(50);
  }
}
