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
          if (signal.aborted) giveUp();
          signal.addEventListener("abort", giveUp, { once: true });
          stream.write("", (error) => {
            signal.removeEventListener("abort", giveUp);
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
