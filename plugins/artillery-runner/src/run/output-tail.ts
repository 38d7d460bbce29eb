import { stripVTControlCharacters } from "node:util";

/** Enough for what Artillery prints last. */
const TAIL_BYTES = 16 * 1024;

const MAX_MESSAGE = 300;

/** How Artillery, or Node, says what went wrong. */
const FAILURES = [
  /^worker error, id: \d+ (.+)$/,
  /^Scenario validation error: (.+)$/,
  /^Error: (.+)$/,
  /^(Path does not exist: .+)$/,
  /^(\w*Error(?: \[\w+\])?: .+)$/,
];

/** Artillery goes on without the engine, and stumbles over its absence later. */
const NO_ENGINE = /^WARNING: engine (.+) specified but module .+ could not be loaded$/;

const MEMORY = /ERR_WORKER_OUT_OF_MEMORY|JavaScript heap out of memory/;

/** The end of what a process prints. */
export interface OutputTail {
  readonly add: (chunk: Uint8Array, stream: "stdout" | "stderr") => void;
  /** What Artillery says of its failure, in a line; undefined when it says nothing that is known. */
  readonly failure: () => string | undefined;
  /** Whether V8 says that the heap was full. */
  readonly saysOutOfMemory: () => boolean;
}

/** Keeps the end of what a process prints. */
export function createOutputTail(): OutputTail {
  const tails = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const lines = (): readonly string[] =>
    [tails.stdout, tails.stderr].flatMap((tail) =>
      stripVTControlCharacters(tail.toString("utf8")).split(/\r?\n/),
    );
  return {
    add: (chunk, stream) => {
      tails[stream] = Buffer.concat([tails[stream], chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    },
    failure: () => {
      const all = lines();
      const cause = describeMissingEngine(all);
      if (cause !== undefined) return cause.slice(0, MAX_MESSAGE);
      const messages = all.flatMap((line, index) => {
        const found = FAILURES.map((pattern) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
        if (found === undefined) return [];
        // "Build failed with 1 error:" is no message without the line after it.
        return [found.endsWith(":") ? `${found} ${all[index + 1]?.trim() ?? ""}` : found];
      });
      return messages.at(-1)?.trim().slice(0, MAX_MESSAGE);
    },
    saysOutOfMemory: () => lines().some((line) => MEMORY.test(line)),
  };
}

function describeMissingEngine(lines: readonly string[]): string | undefined {
  const at = lines.findIndex((line) => NO_ENGINE.test(line));
  const name = NO_ENGINE.exec(lines[at] ?? "")?.[1];
  return name === undefined
    ? undefined
    : `the engine ${name} cannot be loaded: ${lines[at + 1]?.trim() ?? ""}`;
}
