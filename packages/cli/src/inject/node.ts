/** Where something stands in the text: offsets, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Anchored extends Span {
  /** Name of its `&anchor`. */
  readonly anchor: string | undefined;
}

/** A value that is no collection. `isEmpty` when it has no text of its own: `volumes:` */
export interface ScalarNode extends Anchored {
  readonly kind: "scalar";
  readonly value: unknown;
  readonly isEmpty: boolean;
}

/** `*name`: what stands elsewhere. */
export interface AliasNode extends Span {
  readonly kind: "alias";
  readonly name: string;
}

/** A key and its value. */
export interface Pair {
  readonly key: string;
  readonly keyStart: number;
  /** Behind the colon. */
  readonly colonEnd: number;
  readonly value: Node;
}

/** `flow` is the notation with braces, which JSON is. */
export interface MapNode extends Anchored {
  readonly kind: "map";
  readonly flow: boolean;
  readonly pairs: readonly Pair[];
}

/** An item; `dash` is where its line's `-` stands, in a list without brackets. */
export interface Item {
  readonly dash: number;
  readonly value: Node;
}

export interface ListNode extends Anchored {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: readonly Item[];
}

/** A part of a manifest as it is written: what an edit needs to know. */
export type Node = ScalarNode | AliasNode | MapNode | ListNode;

/** A way down: keys of maps and indices of lists. */
export type Path = readonly (string | number)[];

/** `spec.containers[0].name` */
export const pathText = (path: Path): string =>
  path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .replace(/^\./, "");

export const pairOf = (map: MapNode, key: string): Pair | undefined =>
  map.pairs.find((pair) => pair.key === key);

/** The nodes from the first to the last that the path names; shorter than the path where it leads nowhere. */
export function nodesAlong(root: Node, path: Path): readonly Node[] {
  const nodes: Node[] = [root];
  for (const step of path) {
    const node = nodes.at(-1);
    let next: Node | undefined;
    if (node?.kind === "map" && typeof step === "string") next = pairOf(node, step)?.value;
    if (node?.kind === "list" && typeof step === "number") next = node.items[step]?.value;
    if (next === undefined) break;
    nodes.push(next);
  }
  return nodes;
}

/** Where the text of a node ends, without what stands behind it on the line. */
export function endOf(node: Node): number {
  if (node.kind === "map" && !node.flow) {
    const last = node.pairs.at(-1);
    if (last === undefined) return node.end;
    return isEmptyScalar(last.value) ? last.colonEnd : endOf(last.value);
  }
  if (node.kind === "list" && !node.flow) {
    const last = node.items.at(-1);
    if (last === undefined) return node.end;
    return isEmptyScalar(last.value) ? last.dash + 1 : endOf(last.value);
  }
  return node.end;
}

const isEmptyScalar = (node: Node): boolean => node.kind === "scalar" && node.isEmpty;

/** Nothing, or `null` in words. */
export const isNothing = (node: Node): boolean => node.kind === "scalar" && node.value === null;
