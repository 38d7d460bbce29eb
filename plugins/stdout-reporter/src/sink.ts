/** Lines on their way to stdout. */
export interface Sink {
  readonly write: (text: string) => void;
  /**
   * Waits until everything is handed over.
   *
   * @throws the error of the stream, for example EPIPE when nobody reads it any more.
   */
  flush(): Promise<void>;
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
    flush: async () => {
      if (failure === undefined) {
        await new Promise<void>((resolve) => {
          stream.write("", (error) => {
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
