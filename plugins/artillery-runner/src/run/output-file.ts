import { readFile, stat } from "node:fs/promises";
import type { Numbers } from "./events.ts";

/** A larger file is not read: the events hold the results. */
const MAX_BYTES = 64 * 1024 * 1024;

/** More differences than these tell nothing more. */
const MAX_DIFFERENCES = 5;

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** Counters of the whole test; undefined when the file does not hold them. */
function countersOf(content: unknown): Json | undefined {
  const aggregate = isRecord(content) ? content["aggregate"] : undefined;
  const counters = isRecord(aggregate) ? aggregate["counters"] : undefined;
  return isRecord(counters) ? counters : undefined;
}

const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

function compare(heard: Numbers, written: Json): readonly string[] {
  const names = new Set([...Object.keys(heard), ...Object.keys(written)]);
  return [...names]
    .filter((name) => heard[name] !== written[name])
    .slice(0, MAX_DIFFERENCES)
    .map((name) => `${name}: ${show(heard[name])} was heard, ${show(written[name])} is in the file`);
}

/**
 * Holds what our plugin heard against what Artillery itself wrote to its file.
 *
 * @param file - Of `artillery run --output`.
 * @param counters - Of a test that came to its end.
 * @returns The differences, in words.
 */
export async function compareOutput(file: string, counters: Numbers): Promise<readonly string[]> {
  try {
    if ((await stat(file)).size > MAX_BYTES) return [];
    const written = countersOf(JSON.parse(await readFile(file, "utf8")));
    return written === undefined ? ["Artillery's output file holds no counters"] : compare(counters, written);
  } catch {
    return ["Artillery wrote no output file, or one that cannot be read"];
  }
}
