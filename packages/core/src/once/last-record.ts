/** A stream, and the last record that went through it. */
export interface LastRecord {
  readonly stream: NodeJS.WritableStream;
  /** The line with the verdict; empty when there is none, as in text for people. */
  readonly last: () => string;
}

/** Looks on while records are written to a stream, which stays what it is: its errors, its size, its pace. */
export function keepLastRecord(stream: NodeJS.WritableStream): LastRecord {
  let last = "";
  // Quotes inside of a JSON text are escaped: no line that a test prints can hold such a member.
  const look = (chunk: unknown): void => {
    if (typeof chunk === "string" && chunk.startsWith("{") && chunk.includes('"type":"run.finished"'))
      last = chunk;
  };
  const watched = new Proxy(stream, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        if (name === "write") look(args[0]);
        return value.apply(target, args);
      };
    },
  });
  return { stream: watched, last: () => last };
}
