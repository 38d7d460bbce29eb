import type { Hash } from "node:crypto";

// node:crypto takes 6 ms to load: only a run that writes or reads records pays for it.
const crypto = (): typeof import("node:crypto") => process.getBuiltinModule("node:crypto");

/** Starts a SHA-256 that grows with what is added to it. */
export const startDigest = (): Hash => crypto().createHash("sha256");

/** SHA-256 of the bytes, in hex. */
export const sha256 = (data: string | Uint8Array): string => startDigest().update(data).digest("hex");

const OPENING = ',"check":"';
const CLOSING = '"}';
const HEX_DIGITS = 64;

/** Bytes that the seal adds to a record's JSON. */
export const SEAL_BYTES = OPENING.length + HEX_DIGITS + CLOSING.length - "}".length;

/** Adds `check` as the last member: SHA-256 over everything in front of it. */
export function seal(json: string): { readonly json: string; readonly check: string } {
  const body = json.slice(0, -1);
  const check = sha256(body);
  return { json: body + OPENING + check + CLOSING, check };
}

/** Tells whether a record's bytes, without line feed, end in the seal that belongs to them. */
export function isSealed(record: Buffer): boolean {
  const end = record.length - OPENING.length - HEX_DIGITS - CLOSING.length;
  return record.subarray(end).equals(Buffer.from(OPENING + sha256(record.subarray(0, end)) + CLOSING));
}
