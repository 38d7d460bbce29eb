import { isUtf8 } from "node:buffer";
import { isObject } from "./accepts.ts";
import { MAX_RECORD_BYTES, MAX_RUN_ID, PROTOCOL_VERSION } from "./records.ts";
import { recordSchemas } from "./schema.ts";

/** What every record of this protocol version has, whatever its type. */
export interface FoundRecord {
  readonly run: string;
  readonly seq: number;
  readonly type: string;
  /** The whole record as it was parsed. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Its bytes, from brace to brace. */
  readonly bytes: Buffer;
}

/** The note in front of a run's stored records. */
export interface FoundReplay {
  readonly run: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What a line turns out to be. `damaged` holds the start of a record, but no intact one. */
export type Finding =
  | { readonly kind: "blank" | "noise" | "damaged" }
  | { readonly kind: "newer"; readonly protocol: number }
  | { readonly kind: "replay"; readonly replay: FoundReplay }
  | { readonly kind: "record"; readonly record: FoundRecord };

/**
 * How a record starts. Inside a JSON string every quote is escaped, so that these bytes never come from text that a
 * test printed, not even when its record was torn.
 */
const START = '{"testcar":';

/** Bytes of the shortest start that counts: the mark and a digit. */
export const START_BYTES = START.length + 1;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

function nextStart(line: Buffer, from: number): number {
  let start = line.indexOf(START, from, "latin1");
  while (start !== -1 && !isDigit(line[start + START.length]))
    start = line.indexOf(START, start + 1, "latin1");
  return start;
}

/** Tells whether bytes hold the start of a record. */
export const holdsStart = (bytes: Buffer): boolean => nextStart(bytes, 0) !== -1;

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

function withoutSpaceAtEnd(line: Buffer): Buffer {
  let end = line.length;
  while (isSpace(line[end - 1])) end -= 1;
  return line.subarray(0, end);
}

function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function identify(value: Readonly<Record<string, unknown>>, bytes: Buffer): Finding {
  const { testcar, run, seq, type } = value;
  if (Number.isSafeInteger(testcar) && Number(testcar) > PROTOCOL_VERSION) {
    return { kind: "newer", protocol: Number(testcar) };
  }
  if (testcar !== PROTOCOL_VERSION) return { kind: "damaged" };
  const isRun = typeof run === "string" && run !== "" && run.length <= MAX_RUN_ID;
  const isSeq = typeof seq === "number" && Number.isSafeInteger(seq) && seq >= 0;
  if (type === "run.replayed" && isRun) return { kind: "replay", replay: { run, value } };
  if (typeof type === "string" && isRun && isSeq)
    return { kind: "record", record: { run, seq, type, value, bytes } };
  // A later agent may print notes of its own beside the numbered records.
  const isNote = typeof type === "string" && !Object.hasOwn(recordSchemas, type) && typeof seq !== "number";
  return { kind: isNote ? "noise" : "damaged" };
}

/** Tells whether the start is inside somebody else's JSON, which goes to the end of the line. */
function isInOtherJson(line: Buffer, start: number): boolean {
  const outer = line.indexOf("{");
  return outer < start && parse(line.subarray(outer)) !== undefined;
}

const protocolAt = (line: Buffer, start: number): number =>
  Number.parseInt(line.toString("latin1", start + START.length, start + START.length + 8), 10);

/**
 * Finds the record in a line, which may have anything in front of it: a time stamp, a prefix, a piece of another line.
 * A record goes to the end of its line; the first start that parses to there is the outermost one, and nothing inside
 * it is looked at.
 */
export function findRecord(wholeLine: Buffer): Finding {
  const line = withoutSpaceAtEnd(wholeLine);
  if (line.length === 0) return { kind: "blank" };
  // No record is longer, and every start that does not parse costs as much as the rest of the line is long.
  const from = Math.max(0, line.length + 1 - MAX_RECORD_BYTES);
  for (let start = nextStart(line, from); start !== -1; start = nextStart(line, start + 1)) {
    const bytes = line.subarray(start);
    const value = parse(bytes);
    if (isObject(value)) return identify(value, bytes);
  }
  const first = nextStart(line, 0);
  if (first === -1 || isInOtherJson(line, first)) return { kind: "noise" };
  const protocol = protocolAt(line, first);
  return protocol > PROTOCOL_VERSION ? { kind: "newer", protocol } : { kind: "damaged" };
}
