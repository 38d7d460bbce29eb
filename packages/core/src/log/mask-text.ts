import type { FormSearch, Span } from "./find-forms.ts";
import { endOfWord } from "./words.ts";

/** What stands in the place of a secret. */
export const MASK = "[secret]";

/**
 * The parts of a text to be masked: the secrets, each with the rest of its word, which may be a longer token that begins with
 * it. Secrets may overlap: what belongs to any of them is in one part, so that none leaves its end behind.
 *
 * @param open - Where in the text a part ends that began in front of it.
 */
export function partsToMask(text: string, spans: readonly Span[], open?: number): readonly Span[] {
  const parts: [start: number, stop: number][] = open === undefined ? [] : [[0, endOfWord(text, open)]];
  for (const [start, stop] of spans) {
    const last = parts.at(-1);
    if (last === undefined || start >= last[1]) parts.push([start, endOfWord(text, stop)]);
    else if (stop > last[1]) last[1] = endOfWord(text, stop);
  }
  return parts;
}

/** The text with the secrets masked that the search finds. */
export function maskText(text: string, search: FormSearch): string {
  const { spans } = search.find(text);
  if (spans.length === 0) return text;
  let told = "";
  let from = 0;
  for (const [start, stop] of partsToMask(text, spans)) {
    told += text.slice(from, start) + MASK;
    from = stop;
  }
  return told + text.slice(from);
}
