import { createHash } from "node:crypto";
import { readLog } from "@testcar/report";
import type { Found } from "./durable.ts";

/** Version of the journal that this agent writes and reads. */
export const JOURNAL_VERSION = 1;

/** Says that a run was started: from then on nothing runs a second time. */
export interface Started {
  readonly journal: typeof JOURNAL_VERSION;
  /** Whose it is. */
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Name of the socket, in the state directory, that is open for as long as the agent lives. */
  readonly presence: string;
}

/** The end of a run: all that has to be said again. */
export interface Finished {
  readonly journal: typeof JOURNAL_VERSION;
  readonly key: string;
  readonly verdict: string;
  readonly exitCode: number;
  /** The final records, each a line with its line feed. */
  readonly records: string;
}

/** An entry that was read: good, or not to be trusted. */
export type Read<Entry> =
  | { readonly entry: Entry }
  | { readonly why: string; readonly isNewer: boolean }
  | undefined;

const sum = (text: string): string => createHash("sha256").update(text).digest("hex");

/** An entry as it is stored: with a sum, so that half of one is told from a whole one. */
export function encode(entry: Started | Finished): string {
  const text = JSON.stringify(entry);
  return `${JSON.stringify({ sum: sum(text), entry: text })}\n`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decode<Entry>(
  found: Found,
  key: string,
  isEntry: (value: Readonly<Record<string, unknown>>) => boolean,
): Read<Entry> {
  if (found === undefined) return undefined;
  if ("why" in found) return { ...found, isNewer: false };
  const stored = parse(found.text);
  const text = isObject(stored) ? stored["entry"] : undefined;
  if (!isObject(stored) || typeof text !== "string" || stored["sum"] !== sum(text))
    return { why: "it is damaged", isNewer: false };
  const entry = parse(text);
  if (!isObject(entry)) return { why: "it is damaged", isNewer: false };
  const version = entry["journal"];
  if (typeof version === "number" && version > JOURNAL_VERSION)
    return { why: `its format is ${version}, and this agent knows ${JOURNAL_VERSION}`, isNewer: true };
  if (version !== JOURNAL_VERSION || !isEntry(entry)) return { why: "it is damaged", isNewer: false };
  if (entry["key"] !== key) return { why: "it was copied from another journal", isNewer: false };
  return { entry: entry as Entry };
}

/** Reads what {@link encode} wrote of a start. */
export const decodeStarted = (found: Found, key: string): Read<Started> =>
  decode(found, key, ({ startedAt, presence }) => typeof startedAt === "string" && isName(presence));

/** Reads what {@link encode} wrote of an end. */
export const decodeFinished = (found: Found, key: string): Read<Finished> =>
  decode(
    found,
    key,
    ({ verdict, exitCode, records }) =>
      typeof verdict === "string" && typeof exitCode === "number" && isTold(verdict, exitCode, records),
  );

// Records that say something else than the entry are not those that were stored with it.
function isTold(verdict: string, exitCode: number, records: unknown): boolean {
  if (typeof records !== "string") return false;
  const told = readLog(records);
  return told.finished !== undefined && told.verdict === verdict && told.exitCode === exitCode;
}

// A name with a slash would lead out of the directory.
const isName = (value: unknown): boolean => typeof value === "string" && /^[\w-]+$/.test(value);
