import { dirname } from "node:path";

const topOf = (path: string): string => (path.includes("/") ? (path.split("/", 1)[0] ?? ".") : ".");

/** The folder that holds all these paths, relative to where they start: `.` when they have nothing in common. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split("/"));
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (end === -1 ? first : first.slice(0, end)).join("/") || ".";
}

/**
 * The folder that a configuration calls its tests: the smallest that holds them all. When that would be the whole project,
 * it is the one with most of them.
 */
export function folderOf(paths: readonly string[]): string {
  const common = commonFolder(paths);
  if (common !== ".") return common;
  const groups = Map.groupBy(paths, topOf);
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length);
  return commonFolder(largest);
}

/** Whether a path is in a folder. */
export const isInside = (path: string, folder: string): boolean =>
  folder === "." || path.startsWith(`${folder}/`);
