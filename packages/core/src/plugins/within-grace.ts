/**
 * Waits for work, but not for ever once its signal is aborted: a plugin that does not heed it must not keep the verdict from
 * being told.
 *
 * @param milliseconds - How long it may go on then.
 */
export async function withinGrace<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  milliseconds: number,
  hung: () => Error,
): Promise<T> {
  if (signal === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  let startTimer: (() => void) | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    startTimer = () => {
      timer = setTimeout(() => reject(hung()), milliseconds);
    };
    if (signal.aborted) startTimer();
    else signal.addEventListener("abort", startTimer, { once: true });
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
    if (startTimer !== undefined) signal.removeEventListener("abort", startTimer);
  }
}
