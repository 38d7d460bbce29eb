import type { TestcarError } from "@testcar/core";
import { injectErrors } from "./errors.ts";
import { isObject } from "./json.ts";
import { type Node, nodesAlong, type Path, pathText } from "./node.ts";

/** Parts that have to be changed and stand somewhere else, or are used somewhere else. */
export function sharedParts(
  root: Node | undefined,
  value: unknown,
  aliases: ReadonlySet<string>,
  template: Path,
  where: string,
): readonly TestcarError[] {
  if (root === undefined) return [];
  const below = [
    ["metadata", "annotations"],
    ["spec", "containers"],
    ["spec", "initContainers"],
    ["spec", "volumes"],
  ];
  const found = new Map<string, string>();
  for (const steps of below) {
    const path = [...template, ...steps];
    const nodes = nodesAlong(root, path);
    const last = nodes.at(-1);
    for (const [depth, node] of nodes.entries()) {
      const at = pathText(path.slice(0, depth));
      if (node.kind === "alias") found.set(at, `it is the alias *${node.name}`);
      else if (node.anchor !== undefined && aliases.has(node.anchor)) {
        found.set(at, `it is the anchor &${node.anchor}, which is used elsewhere`);
      }
    }
    const missing = path.slice(0, nodes.length);
    if (nodes.length <= path.length && last?.kind === "map" && isThere(value, missing)) {
      found.set(pathText(missing), "it comes from a merge key");
    }
  }
  return [...found].map(([path, reason]) => injectErrors.ANCHOR({ where, path, reason }));
}

const isThere = (value: unknown, path: Path): boolean =>
  path.reduce<unknown>((inner, step) => {
    if (typeof step === "number") return Array.isArray(inner) ? inner[step] : undefined;
    return isObject(inner) ? inner[step] : undefined;
  }, value) !== undefined;
