import type { Paint } from "./paint.ts";

/** How lines are made to fit the place where they are shown. */
export interface Layout {
  readonly paint: Paint;
  /** The name of a test, so that what follows it stands in one column. */
  readonly name: (name: string) => string;
  /** A line that may lose its end. */
  readonly cut: (line: string) => string;
  /** A text that may lose nothing, as lines that each begin with the indent. */
  readonly wrap: (indent: string, text: string) => readonly string[];
  /** The same of a line that somebody else has written, and that may be as long as a page. */
  readonly quote: (indent: string, text: string) => readonly string[];
}

const NAME_COLUMNS = 32;

/** For files and pipes: each text is one line, however long. */
export const openEnded = (paint: Paint): Layout => ({
  paint,
  name: (name) => name.padEnd(NAME_COLUMNS),
  cut: (line) => line,
  wrap: (indent, text) => [indent + text],
  quote: (indent, text) => [indent + text],
});
