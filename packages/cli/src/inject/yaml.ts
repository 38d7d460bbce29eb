// The only file that knows the library.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Scalar,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Json } from "./json.ts";
import type { Item, ListNode, MapNode, Node, Pair } from "./node.ts";

/** One document of a stream, as it is written and as it is meant. */
export interface ManifestDocument {
  /** Undefined for a document without content. */
  readonly root: Node | undefined;
  /** With aliases and merge keys resolved. */
  readonly value: unknown;
  /** Names of the anchors that are referred to. */
  readonly aliases: ReadonlySet<string>;
}

/** What is no YAML, from 1. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** A stream of documents. */
export interface Stream {
  readonly documents: readonly ManifestDocument[];
  readonly problems: readonly SyntaxProblem[];
  /** Number of the line at an offset, from 1. */
  readonly lineOf: (offset: number) => number;
}

// Kubernetes reads YAML as of 1.1, with merge keys.
const version = "1.1";

/** Takes a stream of YAML or JSON documents apart. */
export function parseStream(text: string): Stream {
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments(text, {
    version,
    keepSourceTokens: true,
    lineCounter,
    prettyErrors: false,
    logLevel: "silent",
  });
  const problems: SyntaxProblem[] = [];
  const documents: ManifestDocument[] = [];
  const tell = (offset: number, reason: string): void => {
    const { line, col: column } = lineCounter.linePos(Math.min(offset, text.length));
    // The first thing that is wrong at a place says the most.
    if (problems.some((known) => known.line === line && known.column === column)) return;
    problems.push({ line, column, reason });
  };
  // An empty stream is no list of documents.
  for (const document of "empty" in parsed ? [] : parsed) {
    for (const { message, pos } of document.errors) tell(pos[0], message.split("\n", 1)[0] ?? "");
    if (document.errors.length > 0) continue;
    try {
      documents.push(readDocument(document, text));
    } catch (error) {
      tell(document.range[0], error instanceof Error ? error.message : "it cannot be read");
    }
  }
  return { documents, problems, lineOf: (offset) => lineCounter.linePos(offset).line };
}

/** Writes a value as YAML in blocks. */
export const writeYaml = (value: Json, indentLists: boolean): string =>
  stringify(value, { version, lineWidth: 0, indentSeq: indentLists, aliasDuplicateObjects: false });

function readDocument(document: Document.Parsed, text: string): ManifestDocument {
  const aliases = new Set<string>();
  const root = document.contents === null ? undefined : readNode(document.contents, text, aliases);
  return { root, value: document.toJS(), aliases };
}

function readNode(node: unknown, text: string, aliases: Set<string>): Node {
  if (isAlias(node)) {
    aliases.add(node.source);
    return { kind: "alias", name: node.source, ...spanOf(node.range) };
  }
  if (isMap(node)) return readMap(node, text, aliases);
  if (isSeq(node)) return readList(node, text, aliases);
  if (isScalar(node)) return readScalar(node, text);
  throw new Error("it has a part that is neither a value, a list nor a map");
}

const spanOf = (range: readonly [number, number, number] | null | undefined) => ({
  start: range?.[0] ?? 0,
  end: range?.[1] ?? 0,
});

function readScalar(node: Scalar, text: string): Node {
  const { start, end } = spanOf(node.range);
  const { value, anchor, type } = node;
  const isBlock = type === "BLOCK_LITERAL" || type === "BLOCK_FOLDED";
  // Blank lines behind a block belong to it only when its header says so; the end of its last line never does here.
  const keeps = isBlock && /^[|>]\d?\+/.test(text.slice(start, end));
  const behind = keeps ? /\r?\n$/ : /[ \t\r\n]*$/;
  const blanks = isBlock ? (behind.exec(text.slice(start, end))?.[0].length ?? 0) : 0;
  return { kind: "scalar", value, isEmpty: start === end, start, end: end - blanks, anchor };
}

/** Keys by which tokens of a collection tell where things stand. */
interface SourceToken {
  readonly type: string;
  readonly offset: number;
}

interface CollectionToken {
  readonly items?: readonly {
    readonly start: readonly SourceToken[];
    readonly sep?: readonly SourceToken[] | undefined;
  }[];
}

const offsetOf = (tokens: readonly SourceToken[] | undefined, type: string): number | undefined =>
  tokens?.find((token) => token.type === type)?.offset;

// One collection of the library keeps a token for each entry, in the same order.
function tokenOf(node: YAMLMap | YAMLSeq): CollectionToken {
  const { srcToken } = node;
  return srcToken !== undefined && "items" in srcToken ? srcToken : {};
}

function readMap(node: YAMLMap, text: string, aliases: Set<string>): MapNode {
  const { items = [] } = tokenOf(node);
  const pairs = node.items.map((pair, index): Pair => {
    const { key } = pair;
    const keyNode = isScalar(key) || isAlias(key) || isCollection(key) ? key : undefined;
    if (isAlias(key)) aliases.add(key.source);
    const { start, end } = spanOf(keyNode?.range);
    const separators = items[index]?.sep;
    const colon = offsetOf(separators, "map-value-ind");
    const colonEnd = colon === undefined ? end : colon + 1;
    const value: Node =
      pair.value === null
        ? { kind: "scalar", value: null, isEmpty: true, start: colonEnd, end: colonEnd, anchor: undefined }
        : readNode(pair.value, text, aliases);
    return { key: isScalar(key) ? String(key.value) : "", keyStart: start, colonEnd, value };
  });
  return { kind: "map", flow: node.flow === true, pairs, ...spanOf(node.range), anchor: node.anchor };
}

function readList(node: YAMLSeq, text: string, aliases: Set<string>): ListNode {
  const { items = [] } = tokenOf(node);
  const entries = node.items.map((entry, index): Item => {
    // A pair in brackets, [a: b], is a map of its own; nothing that an edit touches.
    const value: Node = isPair(entry)
      ? { kind: "scalar", value: undefined, isEmpty: false, start: 0, end: 0, anchor: undefined }
      : readNode(entry, text, aliases);
    return { dash: offsetOf(items[index]?.start, "seq-item-ind") ?? value.start, value };
  });
  return {
    kind: "list",
    flow: node.flow === true,
    items: entries,
    ...spanOf(node.range),
    anchor: node.anchor,
  };
}
