import { stripVTControlCharacters } from "node:util";
import type { OutputLine } from "@testcar/core";
import { plainText } from "@testcar/report";

/** A line of a test's output, legible and harmless: without its colours, and with nothing that moves a cursor. */
const legible = (text: string): string =>
  plainText(stripVTControlCharacters(text).replace(/\r$/, "").replaceAll("\t", "    "));

/** The last lines that each test has printed: so many, however loud it is. */
export class LastLines {
  readonly #bound: number;
  readonly #lines = new Map<string, string[]>();

  constructor(bound: number) {
    this.#bound = bound;
  }

  add(test: string, { text, omitted }: OutputLine): void {
    const lines = this.#lines.get(test) ?? [];
    lines.push(omitted === undefined ? text : `… ${omitted.lines} lines left out`);
    if (lines.length > this.#bound) lines.shift();
    this.#lines.set(test, lines);
  }

  /** Gives them, and forgets them. */
  take(test: string): readonly string[] {
    const lines = this.#lines.get(test) ?? [];
    this.#lines.delete(test);
    return lines.map(legible);
  }
}
