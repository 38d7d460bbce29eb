import { styleText } from "node:util";
import type { TestStatus } from "@testcar/core";

/** What {@link styleText} takes for a style. */
export type Style = Parameters<typeof styleText>[0];

/** Gives a text a style, where colours are wanted. */
export type Paint = (style: Style, text: string) => string;

/** Paints, or leaves every text as it is. */
export const paintWith =
  (isColoured: boolean): Paint =>
  (style, text) =>
    isColoured ? styleText(style, text, { validateStream: false }) : text;

/** The mark and the colour of each outcome: whoever sees no colours has the mark. */
export const MARKS: Readonly<Record<TestStatus, readonly [string, Style]>> = {
  passed: ["✓", "green"],
  failed: ["✗", "red"],
  error: ["!", "red"],
  "timed-out": ["⧖", "red"],
  interrupted: ["■", "yellow"],
  skipped: ["-", "gray"],
};
