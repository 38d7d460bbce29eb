import type { Secret } from "../config/secret.ts";
import { createFormSearch } from "./find-forms.ts";
import { maskStream, type TextMask } from "./mask-stream.ts";
import { maskText } from "./mask-text.ts";
import { formsOf } from "./secret-forms.ts";

/** Masks the secrets of one run in everything that leaves it. */
export interface Redactor {
  /** From now on the secret is masked. False when it is too short for that. */
  readonly register: (secret: Secret) => boolean;
  /**
   * The text with every registered secret masked: also where it stands base64-, URL- or JSON-escaped, or is taken apart by line
   * ends; and with it the rest of the word in which it stands, of which it may be the beginning only.
   */
  readonly mask: (text: string) => string;
  /** A copy of plain data, every string in it masked, keys included. */
  readonly maskData: <T>(data: T) => T;
  /** The same for a text whose pieces may end inside a secret. */
  readonly maskStream: () => TextMask;
}

function maskValue(value: unknown, mask: (text: string) => string, seen: Map<object, unknown>): unknown {
  if (typeof value === "string") return mask(value);
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    seen.set(value, copy);
    for (const member of value) copy.push(maskValue(member, mask, seen));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy = {};
  seen.set(value, copy);
  for (const [key, member] of Object.entries(value)) {
    const descriptor = {
      value: maskValue(member, mask, seen),
      enumerable: true,
      writable: true,
      configurable: true,
    };
    Object.defineProperty(copy, mask(key), descriptor);
  }
  return copy;
}

/** Makes a redactor without secrets. */
export function createRedactor(): Redactor {
  const search = createFormSearch();

  const mask = (text: string): string => maskText(text, search);

  return {
    register(secret) {
      const forms = formsOf(secret.reveal());
      for (const form of forms) search.add(form);
      return forms.size > 0;
    },
    mask,
    maskData: (data) => (search.isEmpty() ? data : (maskValue(data, mask, new Map()) as typeof data)),
    maskStream: () => maskStream(search),
  };
}
