/** A part of a text: from its first character to behind its last. */
export type Span = readonly [start: number, stop: number];

/** What was found in a text. */
export interface Found {
  /** Sorted by their starts; they may overlap. */
  readonly spans: readonly Span[];
  /** Where something begins that may become a form with the text that follows; the text's length when nothing does. */
  readonly pending: number;
}

/** Finds forms of secrets in texts, also where line ends, with indentation behind them, take them apart. */
export interface FormSearch {
  add(form: string): void;
  readonly isEmpty: () => boolean;
  find(text: string): Found;
}

/** Line ends and indentation between two characters of a form: more of it takes them apart. */
const MAX_GAP = 256;

const NOT_HERE = -1;
const UNFINISHED = -2;

const isLineEnd = (code: number): boolean => code === 10 || code === 13;
const isBlank = (code: number): boolean => code === 32 || code === 9;

/** Tells where a form ends that begins at a place: NOT_HERE, or UNFINISHED when the text ends first. */
function endOf(form: string, text: string, start: number): number {
  let at = start;
  let gap = 0;
  for (let next = 0; next < form.length; at += 1) {
    if (at === text.length) return UNFINISHED;
    const code = text.charCodeAt(at);
    if (code === form.charCodeAt(next)) {
      // A blank of the form may have come to stand at the beginning of a line.
      gap = gap > 0 && isBlank(code) ? gap + 1 : 0;
      next += 1;
    } else if (next > 0 && gap < MAX_GAP && (isLineEnd(code) || (gap > 0 && isBlank(code)))) gap += 1;
    else return NOT_HERE;
  }
  return at;
}

/** Characters, blanks and line ends aside, by which a form is recognised. */
const WINDOW = 6;

/** Each character pushes the earlier ones 5 bits on: the last six fill these 30, whatever came before them. */
const KEY_BITS = 0x3fff_ffff;
const keyWith = (key: number, code: number): number => ((key << 5) ^ code) & KEY_BITS;

const SIEVE_SIZE = 1 << 16;
const sieveIndex = (key: number): number => (key ^ (key >>> 15)) & (SIEVE_SIZE - 1);

const isInk = (code: number): boolean => code > 32 || !(isBlank(code) || isLineEnd(code));

/** Place of the last but so many characters in front of a place, blanks and line ends aside; -1 when there are fewer. */
function backOver(text: string, from: number, characters: number): number {
  let left = characters;
  for (let at = from - 1; at >= 0; at -= 1) {
    if (!isInk(text.charCodeAt(at))) continue;
    left -= 1;
    if (left === 0) return at;
  }
  return -1;
}

function keyOf(form: string): number | undefined {
  let key = 0;
  let length = 0;
  for (let at = 0; at < form.length && length < WINDOW; at += 1) {
    if (!isInk(form.charCodeAt(at))) continue;
    key = keyWith(key, form.charCodeAt(at));
    length += 1;
  }
  // The search for keys begins at a character that is no blank.
  return length < WINDOW || !isInk(form.charCodeAt(0)) ? undefined : key;
}

function addTo<K>(map: Map<K, string[]>, key: K, form: string): void {
  const forms = map.get(key);
  if (forms === undefined) map.set(key, [form]);
  else forms.push(form);
}

/**
 * Makes a search without forms. Its time does not depend on their number: it goes through the text once, with a sieve that lets
 * through what ends like the first six characters of one of them (Rabin and Karp, 1987).
 */
export function createFormSearch(): FormSearch {
  const known = new Set<string>();
  const sieve = new Uint8Array(SIEVE_SIZE);
  const byKey = new Map<number, string[]>();
  const byFirst = new Map<number, string[]>();
  // Those with too few characters that are no blanks: they are looked for one by one.
  const odd: string[] = [];

  const find = (text: string): Found => {
    const spans: Span[] = [];
    let pending = text.length;
    const look = (form: string, start: number): void => {
      const stop = endOf(form, text, start);
      if (stop >= 0) spans.push([start, stop]);
      else if (stop === UNFINISHED) pending = Math.min(pending, start);
    };

    let key = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (!isInk(code)) continue;
      key = keyWith(key, code);
      if (sieve[sieveIndex(key)] === 0) continue;
      const forms = byKey.get(key);
      const start = forms === undefined ? -1 : backOver(text, at + 1, WINDOW);
      if (start >= 0) for (const form of forms ?? []) look(form, start);
    }
    for (const form of odd) {
      const first = form.charAt(0);
      for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, at + 1)) look(form, at);
    }
    // What is too near to the end for the sieve.
    const near = Math.max(0, backOver(text, text.length, WINDOW - 1));
    for (let at = near; at < pending; at += 1) {
      for (const form of byFirst.get(text.charCodeAt(at)) ?? []) {
        if (endOf(form, text, at) === UNFINISHED) pending = Math.min(pending, at);
      }
    }
    return { spans: spans.sort(([a], [b]) => a - b), pending };
  };

  return {
    add(form) {
      if (known.has(form)) return;
      known.add(form);
      const key = keyOf(form);
      if (key === undefined) {
        odd.push(form);
        return;
      }
      sieve[sieveIndex(key)] = 1;
      addTo(byKey, key, form);
      addTo(byFirst, form.charCodeAt(0), form);
    },
    isEmpty: () => known.size === 0,
    find: (text) => (known.size === 0 ? { spans: [], pending: text.length } : find(text)),
  };
}
