import { once } from "node:events";
import { Writable } from "node:stream";

/** Of the characters that these tests write, those that take two columns. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;

const ESCAPE = "\u001b";

const SEQUENCE = new RegExp(
  `${ESCAPE}\\[([?\\d;]*)([a-zA-Z])|\\p{Extended_Pictographic}(?:\\u200d\\p{Extended_Pictographic})+|[\\s\\S]`,
  "gu",
);

/**
 * Stands in for a terminal: carries out what is written, as far as the live view goes, and throws at everything else. What scrolls
 * out at the top is kept, and cannot be reached any more.
 */
export class TerminalDouble extends Writable {
  readonly isTTY = true;
  readonly writes: string[] = [];
  columns: number;
  rows: number;
  /** Styles that were set. */
  styles = 0;
  /** The columns that the widest line ever took. */
  widest = 0;
  /** While true, it takes one write, and no further one. */
  isStopped = false;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  #resume: (() => void) | undefined;

  constructor(columns: number, rows = 24) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
  }

  override _write(text: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.writes.push(text.toString());
    for (const [whole, parameters, command] of text.toString().matchAll(SEQUENCE)) {
      if (command === undefined) this.#print(whole);
      else this.#obey(command, parameters ?? "");
    }
    this.emit("shown");
    if (this.isStopped) this.#resume = done;
    else done();
  }

  /** Ctrl-Q after Ctrl-S. */
  resume(): void {
    this.isStopped = false;
    this.#resume?.();
  }

  resize(columns: number): void {
    this.columns = columns;
    this.emit("resize");
  }

  /** Everything that can be seen, and what has scrolled out of sight. */
  screen(): string {
    return this.#lines.map((cells) => cells.join("").trimEnd()).join("\n");
  }

  /** Waits until the text is to be seen. */
  async shows(text: string): Promise<void> {
    const deadline = AbortSignal.timeout(30_000);
    while (!this.screen().includes(text)) {
      await once(this, "shown", { signal: deadline }).catch(() => {
        throw new Error(`${text} was never shown, but:\n${this.screen()}`);
      });
    }
  }

  #print(character: string): void {
    // The line discipline of a terminal makes both of it.
    if (character === "\n") {
      this.#row += 1;
      this.#column = 0;
      this.#lines[this.#row] ??= [];
    } else if (character === "\r") {
      this.#column = 0;
    } else if (character < " " || character === "\u007f") {
      throw new Error(`a control character: ${JSON.stringify(character)}`);
    } else {
      const width = WIDE.test(character) || /\p{Extended_Pictographic}\u200d/u.test(character) ? 2 : 1;
      if (this.#column + width > this.columns) this.#print("\n");
      const line = this.#lines[this.#row] ?? [];
      while (line.length < this.#column) line.push(" ");
      line.splice(this.#column, width, character, ...(width === 2 ? [""] : []));
      this.#column += width;
      this.widest = Math.max(this.widest, this.#column);
    }
  }

  #obey(command: string, parameters: string): void {
    const number = Number(parameters === "" ? 1 : parameters);
    const top = Math.max(0, this.#lines.length - this.rows);
    if (command === "m") this.styles += 1;
    else if (command === "A") this.#row = Math.max(top, this.#row - number);
    else if (command === "B") this.#row = Math.min(this.#lines.length - 1, this.#row + number);
    else if (command === "G") this.#column = number - 1;
    else if (command === "K" && parameters === "2") this.#lines[this.#row] = [];
    else if (command === "K" && parameters === "") this.#lines[this.#row]?.splice(this.#column);
    else if (parameters !== "?2026") throw new Error(`ESC [ ${parameters} ${command}`);
  }
}
