import { stripVTControlCharacters } from "node:util";

const TAIL_BYTES = 4096;
const MAX_LINE = 300;

/** Remembers the last line that a process prints: often it says what went wrong. */
export interface LastLine {
  readonly add: (chunk: Uint8Array, stream: "stdout" | "stderr") => void;
  /** Of what went to standard error, or else to standard output. Never a part of a line, which may be a part of a secret. */
  readonly text: () => string | undefined;
}

function lastOf(tail: Buffer): string | undefined {
  const lines = tail.toString("utf8").split(/\r\n|\n|\r/);
  const whole = tail.length < TAIL_BYTES ? lines : lines.slice(1);
  const line = whole.map((text) => stripVTControlCharacters(text).trim()).findLast((text) => text !== "");
  return line === undefined || line.length > MAX_LINE ? undefined : line;
}

export function rememberLastLine(): LastLine {
  const tails = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  return {
    add: (chunk, stream) => {
      tails[stream] = Buffer.concat([tails[stream], chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    },
    text: () => lastOf(tails.stderr) ?? lastOf(tails.stdout),
  };
}
