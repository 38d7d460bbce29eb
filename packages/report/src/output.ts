import { bytesOf, fittingLength } from "./json.ts";
import type { TestOutput } from "./records.ts";

/** Cuts a text into pieces of at most so many bytes of JSON, never inside a surrogate pair; an empty text is one piece. */
export function piecesOf(text: string, bytes: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  do {
    const length = fittingLength(rest, bytes) || rest.length;
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  } while (rest !== "");
  return pieces;
}

/** The part of a test's output that is in no record. */
export interface Cut extends Pick<TestOutput, "test" | "stream"> {
  readonly lines: number;
  readonly bytes: number;
  /** The lines among them that the caller does not know of. */
  readonly ownLines: number;
}

type Output = Pick<TestOutput, "test" | "stream" | "text" | "continued" | "omitted">;

// A record that only declares a cut holds no line of its own, and a continued one no line feed.
function sizeOf({ text, continued, omitted }: Output): { lines: number; bytes: number } {
  if (omitted && text === "") return { lines: 0, bytes: 0 };
  return continued ? { lines: 0, bytes: bytesOf(text) } : { lines: 1, bytes: bytesOf(text) + 1 };
}

/** Keeps account of the output that the budget had no room for, by test and stream. */
export class Cuts {
  readonly #cuts = new Map<string, Cut>();

  add(output: Output): void {
    const { test, stream, omitted } = output;
    const key = `${stream} ${test}`;
    const before = this.#cuts.get(key) ?? { lines: 0, bytes: 0, ownLines: 0 };
    const own = sizeOf(output);
    this.#cuts.set(key, {
      test,
      stream,
      lines: before.lines + own.lines + (omitted?.lines ?? 0),
      bytes: before.bytes + own.bytes + (omitted?.bytes ?? 0),
      ownLines: before.ownLines + own.lines,
    });
  }

  /** Gives, and forgets, the cuts of one test, or of all. */
  take(test?: string): Cut[] {
    const taken = [...this.#cuts].filter(([, cut]) => test === undefined || cut.test === test);
    for (const [key] of taken) this.#cuts.delete(key);
    return taken.map(([, cut]) => cut);
  }
}
