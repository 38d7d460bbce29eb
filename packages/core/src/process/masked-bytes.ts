import { StringDecoder } from "node:string_decoder";
import type { TextMask } from "../log/mask-stream.ts";

/** Masks a stream of bytes. */
export interface ByteMask {
  /** What can be told of the bytes so far; without any secret, the very bytes that were given. */
  push(chunk: Uint8Array): Uint8Array;
  /** The rest. */
  end(): Uint8Array;
}

/** Masks bytes as the UTF-8 text that they are; as long as there is no secret, they are passed on untouched. */
export function maskBytes(mask: TextMask): ByteMask {
  const decoder = new StringDecoder("utf8");
  let isText = false;
  return {
    push(chunk) {
      // A stream that has been a text once stays one: the mask may hold back a part of it.
      isText ||= !mask.isIdle();
      if (!isText) return chunk;
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      return Buffer.from(mask.push(decoder.write(bytes)));
    },
    end: () => (isText ? Buffer.from(mask.push(decoder.end()) + mask.end()) : new Uint8Array()),
  };
}
