import type { Edit } from "./edit.ts";
import type { Json } from "./json.ts";
import { indentRest, lineEndOf, lineStart } from "./lines.ts";
import type { ListNode, MapNode, Pair, Span } from "./node.ts";

// Edits of lists and maps in brackets: JSON, which YAML in brackets is as well.

/** Indentation of the line that something stands on when nothing else stands before it; undefined otherwise. */
function indentAt(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return before.trim() === "" ? before : undefined;
}

/** One step of indentation in this text. */
const stepOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";

function render(text: string, value: Json, indent: string | undefined): string {
  if (indent === undefined) return JSON.stringify(value);
  return indentRest(JSON.stringify(value, undefined, stepOf(text)), indent).replaceAll("\n", lineEndOf(text));
}

function append(
  text: string,
  collection: Span,
  entries: readonly Span[],
  write: (indent?: string) => string,
): Edit {
  const last = entries.at(-1);
  if (last === undefined) {
    // The line says how far the closing bracket is indented, if the text has lines for its entries at all.
    const isInLines = text.trimEnd().includes("\n") && /^\s*[{[]/.test(text);
    const outer = /^[ \t]*/.exec(text.slice(lineStart(text, collection.start)))?.[0] ?? "";
    const inner = outer + stepOf(text);
    const end = lineEndOf(text);
    const inside = isInLines ? `${end}${inner}${write(inner)}${end}${outer}` : write();
    return { start: collection.start + 1, end: collection.end - 1, text: inside };
  }
  const indent = indentAt(text, last.start);
  const comma = text.slice(last.end, collection.end).replaceAll(/#.*/g, "").includes(",");
  const at = comma ? text.indexOf(",", last.end) + 1 : last.end;
  const between = indent === undefined ? " " : lineEndOf(text) + indent;
  return { start: at, end: at, text: `${comma ? "" : ","}${between}${write(indent)}${comma ? "," : ""}` };
}

const spanOfPair = ({ keyStart, colonEnd, value }: Pair): Span => ({
  start: keyStart,
  end: Math.max(colonEnd, value.end),
});

const spansOfItems = (list: ListNode): readonly Span[] => list.items.map(({ value }) => value);

/** Items behind the last one. */
export function appendItems(text: string, list: ListNode, values: readonly Json[]): readonly Edit[] {
  if (list.items.length > 0) {
    const items = spansOfItems(list);
    return values.map((value) => append(text, list, items, (indent) => render(text, value, indent)));
  }
  // Into an empty list all go at once, with commas between them.
  const write = (indent?: string): string =>
    values
      .map((value) => render(text, value, indent))
      .join(indent === undefined ? ", " : `,${lineEndOf(text)}${indent}`);
  return values.length === 0 ? [] : [append(text, list, [], write)];
}

/** A pair behind the last one. */
export const appendPair = (text: string, map: MapNode, key: string, value: Json): Edit =>
  append(
    text,
    map,
    map.pairs.map(spanOfPair),
    (indent) => `${JSON.stringify(key)}: ${render(text, value, indent)}`,
  );

/** Another value in the place of one. */
export const replace = (text: string, old: Span, value: Json): Edit => ({
  start: old.start,
  end: old.end,
  text: render(text, value, indentAt(text, old.start)),
});

/** Takes entries away, with the comma that parts each from its neighbour. */
function remove(entries: readonly Span[], indices: readonly number[]): readonly Edit[] {
  const isGone = new Set(indices);
  return indices.flatMap((index) => {
    const entry = entries[index];
    if (entry === undefined) return [];
    const before = entries.slice(0, index).some((_, at) => !isGone.has(at));
    const start = before ? (entries[index - 1]?.end ?? entry.start) : entry.start;
    const end = before ? entry.end : (entries[index + 1]?.start ?? entry.end);
    return [{ start, end, text: "" }];
  });
}

export const removeItems = (list: ListNode, indices: readonly number[]): readonly Edit[] =>
  remove(spansOfItems(list), indices);

export const removePairs = (map: MapNode, indices: readonly number[]): readonly Edit[] =>
  remove(map.pairs.map(spanOfPair), indices);
