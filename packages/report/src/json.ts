// Characters that JSON may hold as they are, but that end a line for some readers or control a terminal.
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

// A mean of nothing is NaN: as a member it is left out, since JSON would make it null.
const withoutNonFinite = (_key: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? undefined : value;

/** JSON that is one line for every reader and harmless on a terminal: ASCII control characters, C1, U+2028 and lone surrogates are escaped. */
export const toJson = (value: object): string =>
  JSON.stringify(value, withoutNonFinite).replace(UNSAFE, escaped);

/** Size of a text in UTF-8 bytes. */
export const bytesOf = (text: string): number => Buffer.byteLength(text);

const SHORT_ESCAPES = new Set([0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x22, 0x5c]);

/** Bytes that the character at a code point takes inside a string of {@link toJson}. */
function bytesInJson(code: number): number {
  if (SHORT_ESCAPES.has(code)) return 2;
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return 6;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code === 0x2028 || code === 0x2029 || (code >= 0xd800 && code <= 0xdfff)) return 6;
  return code > 0xffff ? 4 : 3;
}

/**
 * The longest beginning of a text, in UTF-16 units, that takes at most so many bytes inside a JSON string.
 * It never ends between the halves of a surrogate pair.
 */
export function fittingLength(text: string, bytes: number): number {
  let used = 0;
  let length = 0;
  while (length < text.length) {
    const code = text.codePointAt(length) ?? 0;
    used += bytesInJson(code);
    if (used > bytes) return length;
    length += code > 0xffff ? 2 : 1;
  }
  return length;
}

const ELLIPSIS = "…";

/** The text itself, or its beginning and an ellipsis, so that it takes at most so many bytes inside a JSON string. */
export function cutText(text: string, bytes: number): string {
  const length = fittingLength(text, bytes);
  return length === text.length
    ? text
    : text.slice(0, fittingLength(text, bytes - bytesOf(ELLIPSIS))) + ELLIPSIS;
}
