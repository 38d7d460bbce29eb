import type { Span } from "./node.ts";

/** Replaces a span of the text; an empty span is a place to insert at. */
export interface Edit extends Span {
  readonly text: string;
  /** How far lines are indented: of several edits at one place, what is further inside comes first. */
  readonly depth?: number;
}

const inOrder = (a: Edit, b: Edit): number => a.start - b.start || (b.depth ?? 0) - (a.depth ?? 0);

/** Makes all edits. Those at the same place and of the same depth keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of [...edits].sort(inOrder)) {
    result += text.slice(at, edit.start) + edit.text;
    at = Math.max(at, edit.end);
  }
  return result + text.slice(at);
}
