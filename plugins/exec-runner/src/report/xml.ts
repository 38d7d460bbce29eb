import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element: attributes begin with `@`, text is `#text`, and each kind of child is a list. */
export type Element = Readonly<Record<string, unknown>>;

const LISTS = new Set(["testsuites", "testsuite", "testcase", "failure", "error", "skipped"]);

// Entities are off: what stands for a character is resolved in the few texts that are used, by `plain`.
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  isArray: (name) => LISTS.has(name),
  maxNestedTags: 100,
});

const CHARACTERS: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The text that is meant, with the characters that XML has to write as references. */
export const plain = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (reference, hex, decimal, name) => {
    if (name !== undefined) return CHARACTERS[String(name)] ?? reference;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });

export const isElement = (value: unknown): value is Element =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Parses a document; a text says why it cannot be. No part of the document is in it. */
export function parseXml(text: string): Element | string {
  const root = text.search(/<[A-Za-z]/);
  // Only definitions of entities would need one, and no report has any.
  if (/<!DOCTYPE/i.test(root === -1 ? text : text.slice(0, root))) return "it has a document type definition";
  if (root === -1) return "it holds no XML";
  try {
    const checked = XMLValidator.validate(text);
    if (checked !== true) return `it is no well-formed XML (line ${checked.err.line})`;
    const parsed: unknown = parser.parse(text);
    return isElement(parsed) ? parsed : "it holds no XML";
  } catch {
    // The library's words may hold what the test wrote.
    return "it is no XML that can be read";
  }
}
