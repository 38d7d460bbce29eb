import { LONGEST_TIMER_MS } from "./clock.ts";
import { findKeeper } from "./keeper.ts";

/**
 * Keeps the process, with nothing to do, until SIGTERM, SIGINT or SIGHUP ends it with exit code 0. Where it can, the process
 * replaces itself by a tiny one, which also reaps orphans; then nothing of this program is left, and what it has not
 * written is lost: flush before. A signal that comes in the very millisecond of the change is lost to process 1 of a
 * container; any other process is ended by it.
 *
 * @param exit - Ends the process: for callers whose `process.exit` does something else.
 * @see https://nodejs.org/api/process.html#processexecvefile-args-env
 */
export async function hold(exit: (code: number) => never = (code) => process.exit(code)): Promise<never> {
  // From here on, so that no signal gets lost while the keeper is looked for.
  const end = (): never => exit(0);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    // First ours, then without theirs: while nobody listens, Node drops a signal that has come already.
    process.on(signal, end);
    for (const listener of process.listeners(signal)) if (listener !== end) process.off(signal, listener);
  }
  setInterval(() => undefined, LONGEST_TIMER_MS);
  const keeper = await findKeeper();
  // A signal that has come already is heard in the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  // The environment goes too: whatever secret is in it. A replacement that fails would abort the process.
  if (keeper !== undefined) process.execve?.(keeper, [keeper, "hold"], {});
  return new Promise(() => undefined);
}
