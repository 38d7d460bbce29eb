import cliTruncate from "cli-truncate";
import type { Layout } from "../layout.ts";
import type { Paint } from "../paint.ts";

/** Reading longer lines is no pleasure. */
const WIDEST_TEXT = 120;

const NARROWEST = 20;

/** What one line that a test has printed may take. */
const QUOTED_LINES = 3;

// By columns, in which many a character takes two.
const beginning = (text: string, columns: number): string =>
  cliTruncate(text, columns, { truncationCharacter: "" });

/** Exactly so many columns: filled with spaces, or with its middle left out, as both ends of a path tell something. */
export const fit = (text: string, columns: number): string =>
  beginning(cliTruncate(text, columns, { position: "middle" }) + " ".repeat(columns), columns);

/** Takes a text apart between words; a word that is wider than a line, anywhere. */
export function wrapWords(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    const whole = beginning(rest, columns);
    if (whole.length >= rest.length || whole === "") return [...lines, rest];
    const space = rest[whole.length] === " " ? whole.length : whole.lastIndexOf(" ");
    const end = space > 0 ? space : whole.length;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
}

const byLength = (one: string, other: string): number => one.length - other.length;

/** A line that is too long loses of its rules and leaders (`.....`, `-----`) what is too much, rather than a line end in them. */
export function squeeze(text: string, columns: number): string {
  const longest = [...text.matchAll(/([^\p{L}\p{N}])\1{9,}/gu)]
    .map(([run]) => run)
    .sort(byLength)
    .at(-1);
  const excess = text.length - columns;
  if (longest === undefined || excess <= 0) return text;
  return text.replace(longest, longest.slice(0, Math.max(3, longest.length - excess)));
}

// Twice the columns of most names of wide characters, never too few.
const atMost = (name: string): number => name.length + name.replace(/[ -~]/g, "").length;

/** The columns that lines may use: in the last one, some terminals have the cursor wrap and others do not. */
export const usable = (columns: number | undefined): number => Math.max(NARROWEST, (columns || 80) - 1);

/**
 * For a terminal: nothing is wider than it.
 *
 * @param columns - As {@link usable} gives them.
 * @param names - Of all tests.
 */
export function fitted(columns: number, names: readonly string[], paint: Paint): Layout {
  const widest = names.reduce((most, name) => Math.max(most, atMost(name)), 0);
  const nameColumns = Math.min(Math.max(widest, 16), Math.floor(columns * 0.4));
  const textColumns = (indent: string): number =>
    Math.max(NARROWEST / 2, Math.min(columns, WIDEST_TEXT) - indent.length);
  const wrap = (indent: string, text: string): readonly string[] =>
    wrapWords(text, textColumns(indent)).map((line) => indent + line);
  return {
    paint,
    wrap,
    name: (name) => fit(name, nameColumns),
    cut: (line) => cliTruncate(line, columns),
    quote: (indent, text) => {
      const width = textColumns(indent);
      return wrap(indent, cliTruncate(squeeze(text, width), QUOTED_LINES * width));
    },
  };
}
