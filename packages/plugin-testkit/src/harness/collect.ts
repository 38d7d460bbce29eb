import { Writable } from "node:stream";

/** A stream that keeps what it is given. */
export interface Collected {
  readonly stream: Writable;
  readonly text: () => string;
}

/** Makes a stream that keeps what it is given. */
export function collect(): Collected {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The lines that are JSON objects: records on stdout, diagnostics on stderr. */
export function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text.split("\n").flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isObject(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}
