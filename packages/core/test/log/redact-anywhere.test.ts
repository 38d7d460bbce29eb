import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Secret } from "../../src/config/secret.ts";
import { MASK } from "../../src/log/mask-text.ts";
import { createRedactor, type Redactor } from "../../src/log/redact.ts";

function redactorOf(...values: readonly string[]): Redactor {
  const redactor = createRedactor();
  for (const value of values) redactor.register(new Secret(value, "a test"));
  return redactor;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** Pieces of these sizes, and the rest; unless asked for, none ends with a line: that is a case of its own. */
function inPieces(text: string, sizes: readonly number[], withLines = false): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const size of sizes) {
    const piece = rest.slice(0, size);
    if (!withLines && /[\r\n][ \t]*$/.test(piece)) continue;
    pieces.push(piece);
    rest = rest.slice(size);
  }
  return [...pieces, rest];
}

function streamed({ maskStream }: Redactor, pieces: readonly string[]): string {
  const stream = maskStream();
  return pieces.map((piece) => stream.push(piece)).join("") + stream.end();
}

const oneByOne = (text: string): readonly string[] => text.split("");

describe("a secret that line ends take apart is masked as a whole", () => {
  it.each([
    ["by fold", "hunter22-o\nf-the-sea"],
    ["with carriage returns", "hunter22-o\r\nf-the-s\r\nea"],
    ["with indentation", "hunter22-o\n    f-the-\n\tsea"],
    ["after its first character", "h\nunter22-of-the-sea"],
    ["at every character", "hunter22-of-the-sea".split("").join("\n")],
    ["with empty lines", "hunter22\n\n\n-of-the-sea"],
  ])("%s", (_how, text) => {
    const redactor = redactorOf("hunter22-of-the-sea");
    expect(redactor.mask(`it is ${text}, they say`)).toBe(`it is ${MASK}, they say`);
    expect(streamed(redactor, [`it is ${text.slice(0, 5)}`, `${text.slice(5)}, they say`])).toBe(
      `it is ${MASK}, they say`,
    );
  });

  it("in a stream but for two characters of a line that is told at once", () => {
    const stream = redactorOf("hunter22-of-the-sea").maskStream();
    expect(stream.push("it is hu\n")).toBe("it is hu\n");
    expect(stream.push("  ")).toBe("  ");
    expect(stream.push("nter22-")).toBe("");
    expect(stream.push("of-the-sea, and")).toBe(`${MASK}, and`);
    expect(stream.push("it is hun\n")).toBe("it is ");
    expect(stream.push("dred\n")).toBe("hun\ndred\n");
    expect(stream.push("hu\n")).toBe("hu\n");
    expect(stream.push("go\n")).toBe("go\n");
  });

  it("also where blanks of its own stand at the break", () => {
    const { mask } = redactorOf("correct horse  battery");
    for (const text of [
      "correct\n horse  battery",
      "correct \nhorse  battery",
      "correct\n    horse  battery",
      "correct horse \n  battery",
    ])
      expect(mask(`<${text}>`)).toBe(`<${MASK}>`);
  });

  it("as base64 prints it that wraps its lines", () => {
    const secret = "the secret of the whole ocean, and of its tides and currents, and of its salt";
    const { mask } = redactorOf(secret);
    for (const width of [4, 20, 60, 64, 76]) {
      for (const prefix of ["", "a", "ab", "abc: "]) {
        const wrapped = base64(`${prefix}${secret}`).replace(new RegExp(`.{${width}}`, "g"), "$&\n");
        const [before = ""] = mask(`${wrapped}\n`).split(MASK);
        expect(Buffer.from(before, "base64").length).toBeLessThanOrEqual(prefix.length);
        expect(mask(wrapped).slice(before.length)).toMatch(/^\[secret\]\n?$/);
      }
    }
  });

  it("when it has several lines itself, however they end and are indented", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0B=\n-----END KEY-----\n";
    const { mask } = redactorOf(key);
    expect(mask(`${key}.`)).toBe(`${MASK}\n.`);
    expect(mask(key.replaceAll("\n", "\r\n"))).toBe(`${MASK}\r\n`);
    expect(mask(`key: |\n${key.replace(/^/gm, "    ")}`)).toBe(`key: |\n    ${MASK}\n    `);
    expect(mask(JSON.stringify({ key }))).toBe(`{"key":"${MASK}"}`);
  });

  it("but not what merely stands on two lines", () => {
    const { mask } = redactorOf("hunter22");
    for (const text of ["hunter\n22 of them, not", "hun ter22", "hunter\n\n-22", "hunter\u2028 22"])
      expect(mask(text)).toBe(text === "hunter\n22 of them, not" ? `${MASK} of them, not` : text);
  });

  it("and holds no endless gap back", () => {
    const stream = redactorOf("hunter22").maskStream();
    let told = stream.push("hun");
    for (let count = 0; count < 100; count += 1) told += stream.push("\n".repeat(100));
    expect(told.length).toBe(3 + 10_000);
  });
});

describe("a secret has no visible tail", () => {
  const header = "eyJ0eXAiOiJkcG9wK2p3dCJ9";

  it.each([
    ["a token of which only the beginning is known", `${header}.eyJqdGkiOiIx-_.sig~+/nat=ure==`, ""],
    ["the same in a header", `DPoP: ${header}.abc\r\nHost: x`, "\r\nHost: x"],
    ["the same in a URL", `?token=${header}.abc%2Bdef%2F%3d%7E&next=1`, "&next=1"],
    ["the same in JSON", `{"proof":"${header}.abc\\/def\\u002Bghi","n":1}`, '","n":1}'],
  ])("%s", (_what, text, after) => {
    const redactor = redactorOf(header);
    const masked = text.slice(0, text.indexOf(header)) + MASK + after;
    expect(redactor.mask(text)).toBe(masked);
    expect(streamed(redactor, oneByOne(text))).toBe(masked);
    expect(streamed(redactor, [text])).toBe(masked);
  });

  it("in a stream, however long the word is, and keeps nothing of it", () => {
    const stream = redactorOf(header).maskStream();
    expect(stream.push(`<${header}`)).toBe(`<${MASK}`);
    for (let count = 0; count < 1000; count += 1) expect(stream.push("a".repeat(1000))).toBe("");
    expect(stream.push("a%2")).toBe("");
    expect(stream.push("Bz%2")).toBe("");
    expect(stream.push("6>")).toBe("%26>");
  });

  it("but ends with its line, and with what no token is made of", () => {
    const { mask } = redactorOf(header);
    for (const end of ["\nnext", " next", '"', ",", ";", ":80", "@host", "%20x", "%", "\\n", "\\u0022", "ß"])
      expect(mask(`${header}.abc${end}`)).toBe(`${MASK}${end}`);
  });
});

describe("URL-escaping differs from library to library", () => {
  it("in the case of its digits, and in what it leaves alone", () => {
    const secret = "it's (a) *secret*/+~";
    const { mask } = redactorOf(secret);
    const lower = encodeURIComponent(secret).replace(/%../g, (digits) => digits.toLowerCase());
    const strict = encodeURIComponent(secret)
      .replaceAll("'", "%27")
      .replaceAll("(", "%28")
      .replaceAll(")", "%29")
      .replaceAll("*", "%2A");
    for (const text of [lower, strict, strict.toLowerCase()]) expect(mask(`?q=${text}&`)).toBe(`?q=${MASK}&`);
  });
});

describe("a value that is too short", () => {
  it("is refused, in whatever form", () => {
    const redactor = createRedactor();
    expect(redactor.register(new Secret("abc12", "a test"))).toBe(false);
    expect(redactor.register(new Secret("ab\r\n  12\n", "a test"))).toBe(false);
    expect(redactor.register(new Secret("", "a test"))).toBe(false);
    expect(redactor.mask(`abc12 ${base64("abc12")}`)).toBe(`abc12 ${base64("abc12")}`);
  });
});

/** What a text may be made of that has nothing in common with secrets made of small letters and digits. */
const around = fc.string({ unit: fc.constantFrom("A", "Z", " ", "\n", "\r\n", ",", "%", "\\", '"', "😀") });
const secretText = fc.string({
  unit: fc.constantFrom(...Array.from("abcdefghijklmnopqrstuvwxyz0123456789+/=-_.~ \"\\'ßü")),
  minLength: 6,
  maxLength: 60,
});
const sizes = fc.array(fc.nat(9), { maxLength: 60 });
const gap = fc.constantFrom("\n", "\r\n", "\n  ", "\r\n\t", "\n\n");
const breaks = fc.array(fc.tuple(fc.nat(80), gap), { maxLength: 5 });

function breakUp(text: string, places: readonly (readonly [number, string])[]): string {
  let broken = text;
  for (const [place, with_] of places) {
    const at = 1 + (place % Math.max(1, text.length - 1));
    broken = broken.slice(0, at) + with_ + broken.slice(at);
  }
  return broken;
}

const encodings = {
  raw: (text: string) => text,
  base64,
  base64url: (text: string) => Buffer.from(text).toString("base64url"),
  url: encodeURIComponent,
  form: (text: string) => new URLSearchParams({ "": text }).toString().slice(1),
  json: (text: string) => JSON.stringify(text).slice(1, -1),
};

const partsOf = (text: string): readonly string[] =>
  Array.from({ length: Math.max(0, text.length - 5) }, (_none, at) => text.slice(at, at + 6));

describe("whatever the secret is and however it is printed", () => {
  it.each(Object.entries(encodings))("no part of it is seen, as %s", (_name, encode) => {
    fc.assert(
      fc.property(secretText, around, around, breaks, sizes, (secret, before, after, places, cuts) => {
        const redactor = redactorOf(secret);
        const encoded = encode(secret);
        const text = before + breakUp(encoded, places) + after;
        const masked = redactor.mask(text);
        expect(streamed(redactor, inPieces(text, cuts))).toBe(masked);
        for (const told of [masked, streamed(redactor, inPieces(text, cuts, true))]) {
          expect(told).toContain(MASK);
          const visible = told.replaceAll(MASK, "\0").replaceAll(/[\r\n]+[ \t]*/g, "");
          for (const part of partsOf(encoded))
            if (part.trim().length > 3) expect(visible.includes(part)).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("a stream tells what the whole text tells", () => {
    const piece = fc.constantFrom(
      ...Array.from("abc%2B\\/\n\r \t="),
      "abcabc",
      "abcabcd e",
      "  x y",
      "%2F",
      "\\u002f",
      "\n  ",
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, sizes, (content, cuts) => {
        const redactor = redactorOf("abcabcab", "abcabcd e", "bcabc \n abc", "  x y  ", "a\nb\n\n\n\n\nc12");
        expect(streamed(redactor, inPieces(content, cuts))).toBe(redactor.mask(content));
      }),
      { numRuns: 500 },
    );
  });

  it("a text without it passes as it is", () => {
    fc.assert(
      fc.property(secretText, fc.string({ unit: "binary" }), sizes, (secret, text, cuts) => {
        const joined = text.replaceAll(/[\r\n]+[ \t]*/g, "");
        fc.pre(!joined.includes(secret) && text.length < 10);
        const redactor = redactorOf(secret);
        expect(redactor.mask(text)).toBe(text);
        expect(streamed(redactor, inPieces(text, cuts))).toBe(text);
      }),
    );
  });
});

it("hundreds of secrets slow a stream down no more than one does", () => {
  const line = '{"level":"info","n":12,"msg":"GET /orders/12 answered with 200 in 12 ms"}\n'.repeat(800);
  const time = (count: number): number => {
    const stream = redactorOf(
      ...Array.from({ length: count }, (_none, at) => base64(`number ${at} of the secrets`)),
    ).maskStream();
    const start = performance.now();
    for (let times = 0; times < 20; times += 1) stream.push(line);
    return performance.now() - start;
  };
  time(1);
  expect(time(500)).toBeLessThan(10 * time(1) + 100);
});
