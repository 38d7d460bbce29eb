/** Waits for the work, but not for ever; what goes wrong with it is of no interest any more. */
export async function atMost(milliseconds: number, work: () => Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, milliseconds);
  await Promise.race([work().catch(() => undefined), late.promise]);
  clearTimeout(timer);
}
