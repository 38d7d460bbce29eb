import { describe, expect, it } from "@jest/globals";
import { parseKeytab } from "../../src/formats/keytab.ts";

const counted = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

/** An entry; the key and what follows it are of no interest here. */
function entry(realm: string, ...components: readonly string[]): Buffer {
  const content = Buffer.concat([
    Buffer.from([0, components.length]),
    counted(realm),
    ...components.map(counted),
    Buffer.alloc(25),
  ]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length);
  return Buffer.concat([length, content]);
}

/** What is left of a deleted entry. */
function hole(length: number): Buffer {
  const bytes = Buffer.alloc(4 + length, 0xff);
  bytes.writeInt32BE(-length);
  return bytes;
}

const keytab = (...parts: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from([5, 2]), ...parts]);

describe("a keytab", () => {
  it("names its principals once, however many keys each has", () => {
    const file = keytab(
      entry("EXAMPLE.ORG", "HTTP", "host"),
      hole(12),
      entry("EXAMPLE.ORG", "HTTP", "host"),
      entry("EXAMPLE.ORG", "testcar"),
      Buffer.alloc(4),
      Buffer.from("padding"),
    );
    expect(parseKeytab(file)).toEqual(["HTTP/host@EXAMPLE.ORG", "testcar@EXAMPLE.ORG"]);
  });

  it.each([
    ["nothing", Buffer.alloc(0)],
    ["another format", Buffer.from("-----BEGIN")],
    ["an older version", Buffer.from([5, 1, 0, 0])],
    ["a file that was cut off", keytab(entry("EXAMPLE.ORG", "testcar")).subarray(0, 20)],
  ])("is not %s", (_what, file) => {
    expect(() => parseKeytab(file)).toThrow();
  });
});
