// token68 of RFC 7235: what tokens, and base64 in each of its alphabets, are written with.
const TOKEN = /[A-Za-z0-9._~+/=-]/;

const isToken = Uint8Array.from({ length: 128 }, (_none, code) =>
  TOKEN.test(String.fromCharCode(code)) ? 1 : 0,
);

// A character of a token as a URL or as JSON may have it: %2B, \u002B, \/.
const ESCAPED = /%([0-9a-f]{2})|\\u00([0-9a-f]{2})|\\(\/)/iy;

const HALF_AN_ESCAPE = /^(?:%[0-9a-f]?|\\(?:u(?:0(?:0[0-9a-f]?)?)?)?)$/i;

function escapedLength(text: string, at: number): number {
  ESCAPED.lastIndex = at;
  const [whole = "", url, json, slash] = ESCAPED.exec(text) ?? [];
  if (slash !== undefined) return whole.length;
  return isToken[Number.parseInt(url ?? json ?? "ff", 16)] === 1 ? whole.length : 0;
}

/** Where the word ends that goes on at this place: words are what tokens are made of, also URL- or JSON-escaped. */
export function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (isToken[text.charCodeAt(at)] === 1) at += 1;
    else {
      const length = escapedLength(text, at);
      if (length === 0) break;
      at += length;
    }
  }
  return at;
}

/** Tells whether the text ends, behind this place, with what may become one more character of a word. */
export const isHalfAnEscape = (text: string, from: number): boolean =>
  text.length - from <= 5 && HALF_AN_ESCAPE.test(text.slice(from));
