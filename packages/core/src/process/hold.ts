import { findKeeper } from "./keeper.ts";

/** The longest time that a timer can have, in milliseconds: 24 days. */
const LONGEST_MS = 2_147_483_647;

/**
 * Keeps the process, with nothing to do, until SIGTERM, SIGINT or SIGHUP ends it with exit code 0. Where it can, the process
 * replaces itself by a tiny one, which also reaps orphans; then nothing of this program is left, and what it has not
 * written is lost: flush before. A signal that comes in the very millisecond of the change is lost to process 1 of a
 * container; any other process is ended by it.
 *
 * @param exit - Ends the process: for callers whose `process.exit` does something else.
 * @see https://nodejs.org/api/process.html#processexecvefile-args-env
 */
export async function hold(exit: (code: number) => never = process.exit): Promise<never> {
  // From here on, so that no signal gets lost while the keeper is looked for.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    process.removeAllListeners(signal);
    process.on(signal, () => exit(0));
  }
  setInterval(() => undefined, LONGEST_MS);
  const keeper = await findKeeper();
  // The environment goes too: whatever secret is in it. A replacement that fails would abort the process.
  if (keeper !== undefined) process.execve?.(keeper, [keeper, "hold"], {});
  return new Promise(() => undefined);
}
