import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parseAllDocuments, stringify } from "yaml";
import { withoutParts } from "../../src/inject/without-parts.ts";
import { flagsFor, goldenFile, injected, manifests, read } from "./manifests.ts";

// As Kubernetes reads it.
const version = "1.1";

const valuesOf = (text: string): readonly unknown[] =>
  [...parseAllDocuments(text, { version })].map((document) => document.toJS());

const stream =
  (write: (value: unknown) => string) =>
  (values: readonly unknown[]): string =>
    values.map(write).join("\n---\n");

/** Ways in which the same manifest can be written. */
const styles: readonly (readonly [string, (values: readonly unknown[]) => string])[] = [
  ["kubectl's YAML", stream((value) => stringify(value, { version, indentSeq: false }))],
  ["YAML with four blanks", stream((value) => stringify(value, { version, indent: 4 }))],
  [
    "quoted YAML with Windows line ends",
    stream((value) =>
      stringify(value, { version, defaultStringType: "QUOTE_SINGLE" }).replaceAll("\n", "\r\n"),
    ),
  ],
  ["YAML in brackets", stream((value) => stringify(value, { version, collectionStyle: "flow" }))],
  ["JSON in one line", stream((value) => JSON.stringify(value))],
  ["JSON with tabs", stream((value) => JSON.stringify(value, undefined, "\t"))],
  ["YAML without a line feed at its end", stream((value) => stringify(value, { version }).trimEnd())],
  [
    "YAML with a byte order mark",
    (values) => `\uFEFF${stream((value) => stringify(value, { version }))(values)}`,
  ],
];

describe.each(styles)("%s", (_, write) => {
  test.each(manifests)("of %s", (file) => {
    const before = write(valuesOf(read(file)));
    const after = injected(before, flagsFor(file));
    expect(valuesOf(after).map(withoutParts)).toEqual(valuesOf(before).map(withoutParts));
    // What is put in means the same, however it is written.
    expect(JSON.stringify(sorted(valuesOf(after)))).toBe(
      JSON.stringify(sorted(valuesOf(readFileSync(goldenFile(file), "utf8")))),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
