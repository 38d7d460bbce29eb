import { StringDecoder } from "node:string_decoder";

/** Longest piece of a line that is handed on at once, in characters. */
export const MAX_PIECE = 4096;

/** Gets a line without its end; `continued` when the same line goes on in the next piece. */
export type OnLine = (text: string, continued: boolean) => void;

/** Cuts a stream of bytes into lines: UTF-8 across chunks, any length, rubbish as replacement characters. */
export interface LineSplitter {
  push(chunk: Uint8Array): void;
  /** Hands on what has no line end. */
  end(): void;
  /** Forgets what has no line end yet; what comes next is the beginning of a line. Gives the bytes of the text that is lost. */
  drop(): number;
}

/** Makes a splitter for one stream, which is masked before: a cut must not take a secret apart. */
export function splitLines(onLine: OnLine): LineSplitter {
  let decoder = new StringDecoder("utf8");
  let rest = "";

  const hand = (line: string, isWhole: boolean): void => {
    let text = line;
    while (text.length > MAX_PIECE) {
      // Not between the two halves of a surrogate pair.
      const cut = text.slice(0, MAX_PIECE).isWellFormed() ? MAX_PIECE : MAX_PIECE - 1;
      onLine(text.slice(0, cut), true);
      text = text.slice(cut);
    }
    if (isWhole) onLine(text.endsWith("\r") ? text.slice(0, -1) : text, false);
    else rest = text;
  };

  const take = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      const line = rest + text.slice(start, end);
      rest = "";
      hand(line, true);
      start = end + 1;
    }
    const tail = rest + text.slice(start);
    rest = "";
    hand(tail, false);
  };

  return {
    push: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end: () => {
      take(decoder.end());
      if (rest !== "") hand(rest, true);
      rest = "";
    },
    drop() {
      const bytes = Buffer.byteLength(rest);
      rest = "";
      decoder = new StringDecoder("utf8");
      return bytes;
    },
  };
}
