/** Where a text stops being JSON, and why. */
export interface JsonError {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** Without the piece of the text that Node likes to quote: there may be a secret in it. */
  readonly reason: string;
}

const messageOf = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Finds the error in a text that `JSON.parse` refuses; undefined when it does not. */
export function findJsonError(text: string): JsonError | undefined {
  const message = messageOf(text);
  if (message === undefined) return undefined;
  // Node names the place of some errors only. The others it meets at the end of the shortest text that nothing could complete.
  const isBeyondRepair = (length: number): boolean => {
    const why = messageOf(text.slice(0, length)) ?? "";
    const [, position] = /at position (\d+)/.exec(why) ?? [];
    return position === undefined ? why.startsWith("Unexpected token") : Number(position) < length;
  };
  let intact = 0;
  let broken = text.length + 1;
  while (broken - intact > 1) {
    const middle = Math.floor((intact + broken) / 2);
    if (isBeyondRepair(middle)) broken = middle;
    else intact = middle;
  }
  const before = text.slice(0, intact).split("\n");
  const reason = message.replace(/(?: in JSON)? at position .*$|, .* is not valid JSON$/s, "");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, reason };
}
