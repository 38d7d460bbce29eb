import { fileURLToPath } from "node:url";

const KIT = fileURLToPath(new URL("..", import.meta.url));

// What stands between a plugin and what it calls: Node, this kit, and the frameworks that run its tests.
const between = (frame: string): boolean =>
  !/[/\\]/.test(frame) ||
  frame.includes("node:") ||
  frame.includes(KIT) ||
  /node_modules\/(?:@jest\/|jest-|jest\/|@vitest\/|vitest\/|tapable\/)/.test(frame);

const frames = (stack: string): readonly string[] =>
  stack
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(/^at /, ""));

/** Tells whether somebody's code is in a stack, not only Node's. */
export const hasCaller = (stack: string): boolean => frames(stack).some((frame) => !between(frame));

/** The place in a stack where somebody's own code is: `soap.ts:12:3`, or nothing. */
export function placeIn(stack: string): string | undefined {
  const own = frames(stack).find((frame) => !between(frame));
  return own?.replace(/^.*\((.*)\)$/, "$1").replace(/^(?:async )?(?:file:\/\/)?/, "");
}

let isLooking = false;

/** Writing down a stack may itself read a file: a source map. */
export const looking = (): boolean => isLooking;

/** The stack of whoever calls. */
export function stackHere(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  isLooking = true;
  const stack = new Error().stack ?? "";
  isLooking = false;
  Error.stackTraceLimit = limit;
  return stack;
}
