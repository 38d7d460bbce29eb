/** Lines on their way to stdout. */
export interface Sink {
  readonly write: (text: string) => void;
  /**
   * Waits until everything is handed over. A pipe that nobody reads takes 64 KiB, and then nothing: the rest waits in memory,
   * which the records' budget bounds, and the agent goes on.
   *
   * @param signal - Aborted when the time for it is up.
   * @throws the error of the stream, for example EPIPE when nobody reads it any more; an error as well when time is up.
   */
  flush(signal: AbortSignal): Promise<void>;
}

/** Milliseconds that a reader has at least, also when other reporters have used up the time: one that reads needs less. */
const LAST_MS = 1_000;

/** The last tap of `report`: whoever tells the verdict has to know what became of the other reporters. */
export const LAST = 1000;

/** Writes to a stream and remembers its first error: a verdict that nobody could read is not told. */
export function openSink(stream: NodeJS.WritableStream): Sink {
  let failure: Error | undefined;
  stream.on("error", (error: Error) => {
    failure ??= error;
  });
  return {
    write: (text) => {
      if (failure === undefined) stream.write(text);
    },
    flush: async (signal) => {
      if (failure === undefined) {
        await new Promise<void>((resolve) => {
          const giveUp = (): void => {
            failure ??= new Error("nobody reads what it writes to standard output");
            resolve();
          };
          let timer: NodeJS.Timeout | undefined;
          const hurry = (): void => {
            timer = setTimeout(giveUp, LAST_MS);
          };
          if (signal.aborted) hurry();
          else signal.addEventListener("abort", hurry, { once: true });
          stream.write("", (error) => {
            clearTimeout(timer);
            signal.removeEventListener("abort", hurry);
            // The callback may know before the stream says so.
            failure ??= error ?? undefined;
            resolve();
          });
        });
      }
      if (failure !== undefined) throw failure;
    },
  };
}
