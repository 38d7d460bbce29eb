/** Waits until something holds; gives up after 5 s. */
export async function eventually(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error("it did not happen within 5 s");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
