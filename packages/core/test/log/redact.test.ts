import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Secret } from "../../src/config/secret.ts";
import { MASK } from "../../src/log/mask-text.ts";
import { createRedactor } from "../../src/log/redact.ts";

function redactorOf(...values: readonly string[]) {
  const redactor = createRedactor();
  for (const value of values) redactor.register(new Secret(value, "a test"));
  return redactor;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("a secret is masked", () => {
  const secret = 'p+ß/"w\\ö rd?~';
  const { mask } = redactorOf(secret);

  it("as it is, wherever and however often it stands", () => {
    expect(mask(`a${secret}!b ${secret}, (${secret})`)).toBe(`a${MASK}!b ${MASK}, (${MASK})`);
  });

  it.each([0, 1, 2])("base64-encoded in a longer text, at offset %i", (offset) => {
    const prefix = "xyz".slice(0, offset);
    for (const suffix of ["", "a", "ab", "abc", " and more"]) {
      const text = base64(`${prefix}${secret}${suffix}`);
      const masked = mask(text);
      expect(masked).toContain(MASK);
      // What is left on either side is the prefix, and bits that the secret shares with its neighbours.
      const [before, after] = masked.split(MASK);
      expect(before?.length).toBeLessThanOrEqual(offset === 0 ? 0 : offset + 1);
      expect(Buffer.from(after ?? "", "base64").length).toBeLessThanOrEqual(suffix.length + 1);
    }
  });

  it("base64-encoded by itself, to its very end", () => {
    for (const value of ["123456", "1234567", "12345678"]) {
      expect(redactorOf(value).mask(`<${base64(value)}>`)).toMatch(/^<\[secret\]=*>$/);
    }
  });

  it("base64url-encoded", () => {
    const value = "~~~???>>>";
    const text = Buffer.from(value).toString("base64url");
    expect(text).toMatch(/[-_]/);
    expect(redactorOf(value).mask(text)).toBe(MASK);
  });

  it("URL-encoded, as a component and as a form", () => {
    expect(mask(`?q=${encodeURIComponent(secret)}&x`)).toBe(`?q=${MASK}&x`);
    expect(mask(new URLSearchParams({ q: secret }).toString())).toBe(`q=${MASK}`);
    expect(mask(`?q=${encodeURIComponent(base64(`user:${secret}`))}`)).not.toContain(
      encodeURIComponent(base64(secret)).slice(4, -4),
    );
  });

  it("JSON-escaped", () => {
    expect(mask(JSON.stringify({ secret }))).toBe(`{"secret":"${MASK}"}`);
  });

  it("with characters that mean something in a regular expression", () => {
    const value = "^a.*(b|c)[d]{2}$\\";
    expect(redactorOf(value).mask(`<${value}> aXb`)).toBe(`<${MASK}> aXb`);
  });

  it("line by line, when it has several", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcwggSj\n-----END KEY-----";
    const { mask } = redactorOf(key);
    expect(mask(key)).toBe(MASK);
    expect(mask("  key: MIIEvQIBADANBgkqhkiG")).toBe(`  key: ${MASK}`);
    expect(mask("9w0BAQEFAASCBKcwggSj\r")).toBe(`${MASK}\r`);
  });

  it("unless it is so short that masking would shred every text", () => {
    expect(redactorOf("abc12").mask("abc12")).toBe("abc12");
    expect(redactorOf("abc123").mask("abc123")).toBe(MASK);
  });
});

describe("secrets that overlap leave nothing behind", () => {
  it("when one contains the other", () => {
    expect(redactorOf("secret-word", "secret-word-of-mine").mask("the secret-word-of-mine")).toBe(
      `the ${MASK}`,
    );
  });

  it("when one begins in the other", () => {
    expect(redactorOf("abcdefgh", "efghijkl").mask("(abcdefghijkl)")).toBe(`(${MASK})`);
  });

  it("when one begins in itself", () => {
    expect(redactorOf("abcabcabc").mask("abcabcabcabc!")).toBe(`${MASK}!`);
  });
});

describe("data", () => {
  const { maskData } = redactorOf("hunter22-of-the-sea");

  it("are masked in values and in keys, at any depth", () => {
    expect(maskData({ a: [{ "x hunter22-of-the-sea": "hunter22-of-the-sea" }], n: 1, none: null })).toEqual({
      a: [{ [`x ${MASK}`]: MASK }],
      n: 1,
      none: null,
    });
    expect(maskData(Object.assign(Object.create(null), { a: "hunter22-of-the-sea" }))).toEqual({ a: MASK });
  });

  it("may hold themselves", () => {
    const data: { name: string; self?: unknown } = { name: "hunter22-of-the-sea" };
    data.self = data;
    const masked = maskData(data);
    expect(masked.name).toBe(MASK);
    expect(masked.self).toBe(masked);
  });

  it("keep a member called __proto__ as a member", () => {
    const masked = maskData(JSON.parse('{"__proto__":{"admin":"hunter22-of-the-sea"}}'));
    expect(Object.getPrototypeOf(masked)).toBe(Object.prototype);
    expect(JSON.stringify(masked)).toBe(`{"__proto__":{"admin":"${MASK}"}}`);
  });

  it("are handed back untouched while there is no secret", () => {
    const data = { a: 1 };
    expect(createRedactor().maskData(data)).toBe(data);
  });
});

describe("a stream", () => {
  function masked(values: readonly string[], chunks: readonly string[]): string {
    const stream = redactorOf(...values).maskStream();
    return chunks.map((chunk) => stream.push(chunk)).join("") + stream.end();
  }

  it("is masked where a secret comes in pieces", () => {
    expect(masked(["hunter22"], ["my hun", "ter", "22 is"])).toBe(`my ${MASK} is`);
  });

  it("holds nothing back that cannot become a secret", () => {
    const stream = redactorOf("hunter22").maskStream();
    expect(stream.push("hello\n")).toBe("hello\n");
    expect(stream.push("hu")).toBe("");
    expect(stream.push("go\n")).toBe("hugo\n");
  });

  it("tells the beginning of a secret that never came, at its end", () => {
    expect(masked(["hunter22"], ["hunter2"])).toBe("hunter2");
  });

  it("does not grow with a secret that goes on for ever", () => {
    const stream = redactorOf("aaaaaa").maskStream();
    let told = "";
    for (let count = 0; count < 100; count += 1) told += stream.push("a".repeat(100));
    expect(told).toBe(MASK);
    expect(stream.push("bc, and")).toBe(", and");
  });

  it("gives what the whole text gives, however it is cut", () => {
    const piece = fc.constantFrom("abcdefgh", "efghijkl", "abcabcabc", "abc", "e", "x", "\n", "😀");
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(fc.nat(8), { maxLength: 40 }),
        (pieces, cuts) => {
          const secrets = ["abcdefgh", "efghijkl", "abcabcabc"];
          const text = pieces.join("");
          const chunks: string[] = [];
          let rest = text;
          for (const cut of cuts) {
            chunks.push(rest.slice(0, cut));
            rest = rest.slice(cut);
          }
          expect(masked(secrets, [...chunks, rest])).toBe(redactorOf(...secrets).mask(text));
        },
      ),
    );
  });
});

it("shows no registered secret, whatever text it stands in", () => {
  const value = fc.string({ minLength: 6, maxLength: 20, unit: "grapheme-ascii" });
  fc.assert(
    fc.property(value, fc.string({ unit: "grapheme-ascii" }), fc.string(), (secret, before, after) => {
      fc.pre(!MASK.includes(secret));
      expect(redactorOf(secret).mask(before + secret + after)).not.toContain(secret);
    }),
  );
});
