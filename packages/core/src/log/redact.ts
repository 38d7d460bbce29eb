import type { Secret } from "../config/secret.ts";
import { formsOf } from "./secret-forms.ts";

/** What stands in the place of a secret. */
export const MASK = "[secret]";

/** Shorter values are not masked: they would shred the output and are no secrets to speak of. */
export const MIN_SECRET_LENGTH = 6;

/** Masks a text that comes in pieces. */
export interface TextMask {
  /** What of the text so far can be told; the beginning of what may become a secret is held back. */
  push(text: string): string;
  /** The rest. */
  end(): string;
}

/** Masks the secrets of one run in everything that leaves it. */
export interface Redactor {
  /** From now on the secret is masked. */
  readonly register: (secret: Secret) => void;
  /** The text with every registered secret masked, also where it stands base64-, URL- or JSON-escaped. */
  readonly mask: (text: string) => string;
  /** A copy of plain data, every string in it masked, keys included. */
  readonly maskData: <T>(data: T) => T;
  /** The same for a text whose pieces may end inside a secret. */
  readonly maskStream: () => TextMask;
}

/** A part of a text: from its first character to behind its last. */
type Span = [start: number, end: number];

// Secrets may overlap: what belongs to any of them is masked, so that none leaves its end behind.
function spansOf(text: string, forms: Iterable<string>, covered: number): readonly Span[] {
  const found: Span[] = covered > 0 ? [[0, covered]] : [];
  for (const form of forms) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1))
      found.push([at, at + form.length]);
  }
  found.sort(([a], [b]) => a - b);
  const merged: Span[] = [];
  for (const span of found) {
    const last = merged.at(-1);
    if (last !== undefined && span[0] < last[1]) last[1] = Math.max(last[1], span[1]);
    else merged.push(span);
  }
  return merged;
}

// The length of the longest end of the text that may go on to be a secret.
function unfinished(text: string, forms: Iterable<string>): number {
  let longest = 0;
  for (const form of forms) {
    for (let length = Math.min(form.length - 1, text.length); length > longest; length -= 1) {
      if (text.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest;
}

function maskStream(forms: ReadonlySet<string>): TextMask {
  let rest = "";
  // So many characters of the rest belong to a secret whose mask is out already.
  let covered = 0;

  const take = (end: number): string => {
    if (end === 0) return "";
    let told = "";
    let from = 0;
    let coveredNext = 0;
    for (const [start, stop] of spansOf(rest, forms, covered)) {
      if (start >= end) break;
      told += rest.slice(from, start);
      if (start > 0 || covered === 0) told += MASK;
      from = Math.min(stop, end);
      coveredNext = Math.max(0, stop - end);
    }
    told += rest.slice(from, end);
    rest = rest.slice(end);
    covered = coveredNext;
    return told;
  };

  return {
    push(text) {
      rest += text;
      return take(rest.length - unfinished(rest, forms));
    },
    end: () => take(rest.length),
  };
}

/** Makes a redactor without secrets. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();

  const mask = (text: string): string => {
    let told = "";
    let from = 0;
    for (const [start, end] of spansOf(text, forms, 0)) {
      told += text.slice(from, start) + MASK;
      from = end;
    }
    return from === 0 ? text : told + text.slice(from);
  };

  const maskValue = (value: unknown, seen: Map<object, unknown>): unknown => {
    if (typeof value === "string") return mask(value);
    if (typeof value !== "object" || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    if (Array.isArray(value)) {
      const copy: unknown[] = [];
      seen.set(value, copy);
      for (const member of value) copy.push(maskValue(member, seen));
      return copy;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const copy = {};
    seen.set(value, copy);
    for (const [key, member] of Object.entries(value)) {
      const descriptor = {
        value: maskValue(member, seen),
        enumerable: true,
        writable: true,
        configurable: true,
      };
      Object.defineProperty(copy, mask(key), descriptor);
    }
    return copy;
  };

  return {
    register(secret) {
      for (const form of formsOf(secret.reveal())) if (form.length >= MIN_SECRET_LENGTH) forms.add(form);
    },
    mask,
    maskData: (data) => (forms.size === 0 ? data : (maskValue(data, new Map()) as typeof data)),
    maskStream: () => maskStream(forms),
  };
}
