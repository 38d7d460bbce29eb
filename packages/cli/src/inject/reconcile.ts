import { isDeepStrictEqual } from "node:util";
import * as block from "./block.ts";
import type { Edit } from "./edit.ts";
import * as flow from "./flow.ts";
import type { JsonObject, Unchecked } from "./json.ts";
import { isNothing, type ListNode, type MapNode, type Pair, pairOf } from "./node.ts";

/** A list of named things in a map, and which of them should be there and are ours. */
export interface Wanted {
  readonly key: string;
  /** What is there, as it is meant; as many as the list has items. */
  readonly present: readonly Unchecked[];
  readonly isOurs: (name: unknown) => boolean;
  readonly wanted: readonly JsonObject[];
}

/** What is to be done with items that are there, and what has to be added. */
interface Changes {
  readonly replaced: ReadonlyMap<number, JsonObject>;
  readonly removed: readonly number[];
  readonly added: readonly JsonObject[];
}

// What is as it should be stays untouched; what has another name takes the place of what is no longer wanted.
function compare({ present, isOurs, wanted }: Wanted): Changes {
  const free = new Set(present.flatMap(({ name }, index) => (isOurs(name) ? [index] : [])));
  const replaced = new Map<number, JsonObject>();
  const rest: JsonObject[] = [];
  for (const item of wanted) {
    const index = [...free].find((at) => present[at]?.["name"] === item["name"]);
    if (index === undefined) rest.push(item);
    else if (!isDeepStrictEqual(present[index], item)) replaced.set(index, item);
    if (index !== undefined) free.delete(index);
  }
  const slots = [...free];
  for (const [at, item] of rest.slice(0, slots.length).entries()) replaced.set(slots[at] ?? 0, item);
  return { replaced, removed: slots.slice(rest.length), added: rest.slice(slots.length) };
}

/** Edits that make a list of a map hold what is wanted, and leave everything else as it is. */
export function reconcileList(
  text: string,
  map: MapNode,
  request: Wanted,
  model: Pair | undefined,
): readonly Edit[] {
  const { replaced, removed, added } = compare(request);
  const pair = pairOf(map, request.key);
  if (pair === undefined) return added.length === 0 ? [] : [appendPair(text, map, request.key, added, model)];
  const { value: list } = pair;
  if (list.kind !== "list" || list.items.length === 0) {
    if (added.length === 0) return [];
    if (!map.flow) return block.fill(text, pair, added, model);
    return list.kind === "list" ? flow.appendItems(text, list, added) : [flow.replace(text, list, added)];
  }
  if (removed.length === list.items.length) return removePair(text, map, pair);
  return [
    ...[...replaced].map(([index, value]) =>
      list.flow
        ? flow.replace(text, list.items[index]?.value ?? list, value)
        : block.replaceItem(text, pair, list, index, value),
    ),
    ...removeItems(text, list, removed),
    ...(list.flow ? flow.appendItems(text, list, added) : block.appendItems(text, pair, list, added)),
  ];
}

const removeItems = (text: string, list: ListNode, indices: readonly number[]): readonly Edit[] =>
  list.flow ? flow.removeItems(list, indices) : indices.map((index) => block.removeItem(text, list, index));

const removePair = (text: string, map: MapNode, pair: Pair): readonly Edit[] =>
  map.flow ? flow.removePairs(map, [map.pairs.indexOf(pair)]) : [block.removePair(text, pair)];

function appendPair(
  text: string,
  map: MapNode,
  key: string,
  value: JsonObject | readonly JsonObject[],
  model: Pair | undefined,
): Edit {
  return map.flow ? flow.appendPair(text, map, key, value) : block.appendPair(text, map, key, value, model);
}

/** Makes the map at a path below another one hold a member; the maps on the way are made where they are missing. */
export function setMember(
  text: string,
  map: MapNode,
  path: readonly string[],
  key: string,
  value: string,
): readonly Edit[] {
  const [first, ...rest] = path;
  if (first === undefined) {
    return pairOf(map, key) === undefined
      ? [
          map.flow
            ? flow.appendPair(text, map, key, value)
            : block.appendPair(text, map, key, value, undefined),
        ]
      : [];
  }
  const pair = pairOf(map, first);
  const nested = rest.reduceRight<JsonObject>((inner, step) => ({ [step]: inner }), { [key]: value });
  if (pair === undefined) return [appendPair(text, map, first, nested, undefined)];
  const { value: next } = pair;
  if (next.kind === "map" && next.pairs.length > 0) return setMember(text, next, rest, key, value);
  if (map.flow) return next.kind === "alias" ? [] : [flow.replace(text, next, nested)];
  return next.kind === "map" || isNothing(next) ? block.fill(text, pair, nested, undefined) : [];
}

/** Takes a member away, and the maps on the way that hold nothing else. */
export function removeMember(
  text: string,
  map: MapNode,
  path: readonly string[],
  key: string,
): readonly Edit[] {
  let holder = map;
  let gone: { readonly holder: MapNode; readonly pair: Pair } | undefined;
  for (const step of [...path, key]) {
    const pair = pairOf(holder, step);
    if (pair === undefined) return [];
    if (gone === undefined || holder.pairs.length > 1) gone = { holder, pair };
    if (step === key || pair.value.kind !== "map") break;
    holder = pair.value;
  }
  return gone === undefined ? [] : removePair(text, gone.holder, gone.pair);
}
