// As they are without a test's fake timers.
const { setTimeout: later } = globalThis;
const now = performance.now.bind(performance);

/** Long enough for a busy machine; below it, a wait that does not end says so itself. */
const DEADLINE_MS = 40_000;

/** Between two looks the machine belongs to what is waited for. */
const PAUSE_MS = 5;

/** Waits until something holds that no event tells of; gives up after 40 s. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = now() + DEADLINE_MS;
  while (!(await holds())) {
    if (now() > deadline)
      throw new Error(`it did not happen within ${DEADLINE_MS / 1000} s: ${holds.toString()}`);
    await new Promise((resolve) => later(resolve, PAUSE_MS));
  }
}
