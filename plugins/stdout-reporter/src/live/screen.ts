import { Writable } from "node:stream";
import { createLogUpdate } from "log-update";

/** A stream that may be a terminal. */
export type TerminalStream = NodeJS.WritableStream & { readonly columns?: number; readonly rows?: number };

// Terminals that know it show what is in between at once; the others ignore it.
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";

/** Keeps what log-update writes, so that a frame and the lines above it go out in one write. */
class Sheet extends Writable {
  readonly #terminal: TerminalStream;
  #text = "";

  constructor(terminal: TerminalStream) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
  }

  // log-update asks for them at each frame.
  get columns(): number {
    return this.#terminal.columns || 80;
  }

  get rows(): number {
    return this.#terminal.rows || 24;
  }

  override _write(text: string, _encoding: BufferEncoding, done: () => void): void {
    this.#text += text;
    done();
  }

  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

/**
 * The end of a terminal's screen, which is drawn anew again and again, below lines that stay. The cursor stays visible: nothing has
 * to be put right when the process is killed.
 */
export class Screen {
  readonly #terminal: TerminalStream;
  readonly #sheet: Sheet;
  readonly #log: ReturnType<typeof createLogUpdate>;
  #above = "";

  constructor(terminal: TerminalStream) {
    this.#terminal = terminal;
    this.#sheet = new Sheet(terminal);
    this.#log = createLogUpdate(this.#sheet, { showCursor: true });
  }

  get columns(): number {
    return this.#sheet.columns;
  }

  get rows(): number {
    return this.#sheet.rows;
  }

  /** Adds lines that stay, above the frame; they are shown with the next one. */
  above(text: string): void {
    this.#above += text.endsWith("\n") ? text : `${text}\n`;
  }

  /** Shows a frame instead of the last one, unless the terminal has still to take that one. */
  draw(lines: readonly string[]): void {
    if ("writableLength" in this.#terminal && this.#terminal.writableLength !== 0) return;
    this.#settle();
    this.#log(lines.join("\n"));
    this.#show();
  }

  /** Leaves the lines that stay, and nothing else. */
  close(): void {
    this.#settle();
    this.#log.clear();
    this.#show();
  }

  // Not by log-update's own way, which breaks long lines: what is copied from a terminal had better be whole.
  #settle(): void {
    if (this.#above === "") return;
    this.#log.clear();
    this.#sheet.write(this.#above);
    this.#above = "";
  }

  #show(): void {
    const text = this.#sheet.take();
    if (text !== "") this.#terminal.write(BEGIN + text + END);
  }
}
