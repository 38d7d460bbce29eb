import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Secret } from "../../src/config/secret.ts";
import { createRedactor } from "../../src/log/redact.ts";
import { MAX_PIECE, splitLines } from "../../src/process/lines.ts";
import { maskBytes } from "../../src/process/masked-bytes.ts";

type Piece = readonly [text: string, continued: boolean];

function split(chunks: readonly (string | Uint8Array)[], ...secrets: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  const redactor = createRedactor();
  for (const secret of secrets) redactor.register(new Secret(secret, "a test"));
  const splitter = splitLines((text, continued) => pieces.push([text, continued]));
  const mask = maskBytes(redactor.maskStream());
  for (const chunk of chunks)
    splitter.push(mask.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk));
  splitter.push(mask.end());
  splitter.end();
  return pieces;
}

const whole = (...lines: readonly string[]): readonly Piece[] => lines.map((line) => [line, false]);

describe("a stream of bytes becomes lines", () => {
  it("wherever it is cut, also inside a character", () => {
    const bytes = Buffer.from("grüße\n漢字😀\n");
    const chunks = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(split(chunks)).toEqual(whole("grüße", "漢字😀"));
  });

  it("with either line end, and with empty lines", () => {
    expect(split(["a\r\nb\n\nc\r", "\nd"])).toEqual(whole("a", "b", "", "c", "d"));
  });

  it("also when the last one has no end", () => {
    expect(split(["half"])).toEqual(whole("half"));
    expect(split(["whole\n"])).toEqual(whole("whole"));
    expect(split([])).toEqual([]);
  });

  it("from part of a larger buffer", () => {
    const pool = Buffer.from("-----ab\n-----");
    expect(split([new Uint8Array(pool.buffer, pool.byteOffset + 5, 3)])).toEqual(whole("ab"));
  });

  it("with replacement characters for what is no text", () => {
    expect(split([Uint8Array.of(0xff, 0xfe, 0x0a, 0xe2, 0x82)])).toEqual(whole("��", "�"));
  });
});

describe("a very long line", () => {
  it("comes in pieces that say that they go on", () => {
    const line = "x".repeat(MAX_PIECE * 2 + 5);
    const pieces = split([line, "\n"]);
    expect(pieces.map(([, continued]) => continued)).toEqual([true, true, false]);
    expect(pieces.map(([text]) => text).join("")).toBe(line);
  });

  it("is handed on while it still comes", () => {
    const pieces: Piece[] = [];
    const splitter = splitLines((text, continued) => pieces.push([text, continued]));
    splitter.push(Buffer.from("x".repeat(MAX_PIECE + 1)));
    expect(pieces).toEqual([["x".repeat(MAX_PIECE), true]]);
  });

  it("is never cut inside a character", () => {
    const pieces = split([`${"x".repeat(MAX_PIECE - 1)}😀 and on\n`]);
    expect(pieces.map(([text]) => text.isWellFormed())).toEqual([true, true]);
    expect(pieces[1]).toEqual(["😀 and on", false]);
  });

  it("never takes a secret apart at a cut", () => {
    const secret = "hunter22-of-the-sea";
    for (const at of [MAX_PIECE - 1, MAX_PIECE - 10, MAX_PIECE - secret.length + 1]) {
      for (const size of [7, 4096, 100_000]) {
        const text = `${"x".repeat(at)}${secret}${"y".repeat(MAX_PIECE)}\n`;
        const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
        const told = split(chunks, secret).map(([piece]) => piece);
        expect(told.join("")).toContain("[secret]");
        expect(told.some((piece) => piece.includes("hunter") || piece.includes("the-sea"))).toBe(false);
      }
    }
  });
});

it("loses and adds nothing, whatever comes however it is cut", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "é", "😀", "\n", "\r\n", " ".repeat(3000)),
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, fc.array(fc.nat(5000), { maxLength: 10 }), (content, cuts) => {
      const bytes = Buffer.from(content);
      const chunks: Uint8Array[] = [];
      let rest: Uint8Array = bytes;
      for (const cut of cuts) {
        chunks.push(rest.subarray(0, cut));
        rest = rest.subarray(cut);
      }
      const pieces = split([...chunks, rest]);
      const joined = pieces.map(([piece, continued]) => (continued ? piece : `${piece}\n`)).join("");
      const expected = content.replaceAll("\r\n", "\n");
      expect(joined).toBe(expected === "" || expected.endsWith("\n") ? expected : `${expected}\n`);
    }),
  );
});
