import type { FormSearch } from "./find-forms.ts";
import { MASK, partsToMask } from "./mask-text.ts";
import { isHalfAnEscape } from "./words.ts";

/** Masks a text that comes in pieces. */
export interface TextMask {
  /** What of the text so far can be told; the beginning of what may become a secret is held back. */
  push(text: string): string;
  /** The rest. */
  end(): string;
  /** True while there is no secret, and nothing is held back: then the text is told as it is. */
  isIdle(): boolean;
}

/**
 * One or two characters at the end of a line are the beginning of some secret more often than not. Whoever looks on sees the
 * line at once all the same: if the secret goes on in the next one, that is masked.
 */
const TOO_LITTLE = /^[^\r\n]{1,2}[\r\n][\r\n \t]*$/;

/** Masks a stream with the secrets that the search finds; those that are added meanwhile are masked from then on. */
export function maskStream(search: FormSearch): TextMask {
  let rest = "";
  // So many characters of the rest are told, or masked, already.
  let done = 0;
  // The mask of what the rest begins with is out already: it ends here, or where its word does.
  let open: number | undefined;

  const take = (isLast: boolean): string => {
    const { spans, pending } = search.find(rest);
    const parts = partsToMask(rest, spans, open);
    const lastStop = parts.at(-1)?.[1] ?? rest.length;
    const isTooLittle = isLast || TOO_LITTLE.test(rest.slice(pending, pending + 512));
    const kept = isHalfAnEscape(rest, lastStop) ? Math.min(pending, lastStop) : pending;
    const end = isTooLittle ? rest.length : Math.max(kept, done);

    let told = "";
    let from = done;
    let openNext: number | undefined;
    for (const [index, [start, stop]] of parts.entries()) {
      const isOut = index === 0 && open !== undefined;
      if (!isOut && start >= end) break;
      told += rest.slice(from, Math.max(from, start));
      if (!isOut) told += MASK;
      from = Math.max(from, Math.min(stop, end));
      openNext = stop < end ? undefined : stop - kept;
    }
    told += rest.slice(from, end);
    rest = rest.slice(kept);
    done = end - kept;
    open = openNext;
    return told;
  };

  return {
    push(text) {
      rest += text;
      return take(false);
    },
    end: () => take(true),
    isIdle: () => search.isEmpty() && rest === "",
  };
}
