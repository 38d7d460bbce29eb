import { Writable } from "node:stream";
import type { Terminal } from "@testcar/plugin-stdout-reporter";

/** What of the process a terminal is known by. */
export interface TerminalProcess {
  readonly stdout: NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, "isTTY" | "hasColors">>;
  readonly stderr: NodeJS.WritableStream & Partial<Pick<NodeJS.WriteStream, "isTTY">>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const isOn = (value: string | undefined): boolean =>
  value !== undefined && !["", "0", "false"].includes(value);

/**
 * Whether texts get colours. FORCE_COLOR is for whoever reads colours elsewhere than on a terminal, such as a CI server's log; of a
 * terminal, Node knows the rest.
 *
 * @see https://no-color.org
 * @see https://force-color.org
 */
function isColoured({ stdout, env }: TerminalProcess, color: string): boolean {
  if (color !== "auto") return color === "always";
  return isOn(env["FORCE_COLOR"]) || (stdout.isTTY === true && stdout.hasColors?.() === true);
}

// A log of a CI server may be written through a terminal, but is read later.
const isLive = ({ stdout, env }: TerminalProcess): boolean =>
  stdout.isTTY === true && env["TERM"] !== "dumb" && !isOn(env["CI"]);

/**
 * Node has writes to a terminal wait until it takes them: one that was stopped by Ctrl-S would stop the run, with its time-outs.
 * There is no public way to change that; where this one is missing, the run waits.
 */
function neverWaitFor(stream: object): void {
  const handle: unknown = Reflect.get(stream, "_handle");
  if (typeof handle !== "object" || handle === null) return;
  const setBlocking: unknown = Reflect.get(handle, "setBlocking");
  if (typeof setBlocking === "function") Reflect.apply(setBlocking, handle, [false]);
}

/** Diagnostics on their way to the terminal that the live view is on. */
class Diagnostics extends Writable {
  readonly #stderr: NodeJS.WritableStream;
  above: ((text: string) => void) | undefined;

  constructor(stderr: NodeJS.WritableStream) {
    super({ decodeStrings: false, defaultEncoding: "utf8" });
    this.#stderr = stderr;
  }

  override _write(
    text: string | Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    if (this.above === undefined) {
      this.#stderr.write(text, done);
      return;
    }
    this.above(text.toString());
    done();
  }
}

/**
 * Finds out what there is to know of the terminal.
 *
 * @param color - Value of `--color`.
 */
export function openTerminal(
  process: TerminalProcess,
  color: string,
): { readonly terminal: Terminal; readonly stderr: NodeJS.WritableStream } {
  const { stdout, stderr } = process;
  const diagnostics = new Diagnostics(stderr);
  const divert = (above: ((text: string) => void) | undefined): void => {
    if (above !== undefined) neverWaitFor(stdout);
    diagnostics.above = above;
  };
  const terminal = { isColoured: isColoured(process, color), isLive: isLive(process), divert };
  return { terminal, stderr: terminal.isLive && stderr.isTTY === true ? diagnostics : stderr };
}
