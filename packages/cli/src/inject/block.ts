import type { Edit } from "./edit.ts";
import type { Json } from "./json.ts";
import { columnOf, endWithComments, indentRest, lineEndOf, lineStart, nextLine } from "./lines.ts";
import { endOf, type ListNode, type MapNode, type Node, type Pair } from "./node.ts";
import { writeYaml } from "./yaml.ts";

// Edits of lists and maps that are written without brackets, a line or more for each entry.

/** How the list below a key is indented: as far as the key (kubectl, kustomize) or further (Helm, by hand). */
export const indentsLists = (text: string, owner: Pair | undefined): boolean =>
  owner?.value.kind !== "list" ||
  owner.value.flow ||
  columnOf(text, owner.value.items[0]?.dash ?? owner.keyStart) > columnOf(text, owner.keyStart);

function render(text: string, value: Json, column: number, listsAreIndented: boolean): string {
  const lines = indentRest(writeYaml(value, listsAreIndented).trimEnd(), " ".repeat(column));
  return lines.replaceAll("\n", lineEndOf(text));
}

/** Lines below whatever stands at `end`, in front of the next entry. */
const below = (text: string, end: number, column: number, parentColumn: number, lines: string): Edit => {
  const at = endWithComments(text, end, parentColumn);
  // An item that is indented no further than its key is still inside of it.
  const depth = column + (lines.startsWith("- ") ? 0.5 : 0);
  return { start: at, end: at, text: `${lineEndOf(text)}${" ".repeat(column)}${lines}`, depth };
};

/** Items behind the last one of a list. */
export function appendItems(
  text: string,
  owner: Pair,
  list: ListNode,
  values: readonly Json[],
): readonly Edit[] {
  const column = columnOf(text, list.items[0]?.dash ?? list.start);
  const listsAreIndented = indentsLists(text, owner);
  return values.map((value) =>
    below(
      text,
      endOf(list),
      column,
      columnOf(text, owner.keyStart),
      render(text, [value], column, listsAreIndented),
    ),
  );
}

/** Another item in the place of one. */
export function replaceItem(text: string, owner: Pair, list: ListNode, index: number, value: Json): Edit {
  const { dash = 0, value: old } = list.items[index] ?? {};
  const lines = render(text, [value], columnOf(text, dash), indentsLists(text, owner));
  return { start: dash, end: old === undefined ? dash : endOf(old), text: lines };
}

const wholeLines = (text: string, start: number, end: number): Edit => ({
  start: lineStart(text, start),
  end: nextLine(text, end),
  text: "",
});

/** Takes an item away, with its lines. */
export function removeItem(text: string, list: ListNode, index: number): Edit {
  const { dash = 0, value } = list.items[index] ?? {};
  return wholeLines(text, dash, value === undefined ? dash : endOf(value));
}

/** Takes a key and its value away, with their lines. */
export const removePair = (text: string, pair: Pair): Edit =>
  wholeLines(text, pair.keyStart, Math.max(pair.colonEnd, endOf(pair.value)));

/** Another pair behind the last one of a map. `model` shows how lists are indented there. */
export function appendPair(
  text: string,
  map: MapNode,
  key: string,
  value: Json,
  model: Pair | undefined,
): Edit {
  const column = columnOf(text, map.pairs[0]?.keyStart ?? map.start);
  const lines = render(text, { [key]: value }, column, indentsLists(text, model));
  return below(text, endOf(map), column, column - 1, lines);
}

/** A value for a key that has none, or an empty one: `volumes:`, `volumes: null`, `volumes: []`. */
export function fill(text: string, pair: Pair, value: Json, model: Pair | undefined): readonly Edit[] {
  const column = columnOf(text, pair.keyStart);
  const { value: old } = pair;
  const listsAreIndented = indentsLists(text, model);
  const inner = column + (Array.isArray(value) && !listsAreIndented ? 0 : 2);
  const written: Node | undefined = old.kind === "scalar" && old.isEmpty ? undefined : old;
  const edits: Edit[] = [];
  if (written !== undefined) edits.push({ start: pair.colonEnd, end: endOf(written), text: "" });
  const end = Math.max(pair.colonEnd, written === undefined ? 0 : endOf(written));
  return [...edits, below(text, end, inner, column, render(text, value, inner, listsAreIndented))];
}
