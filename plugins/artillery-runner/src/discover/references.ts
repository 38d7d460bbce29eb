import { posix } from "node:path";
import type { References } from "./content.ts";

/** Endings that Node tries for a module that is named without one. */
const endings = ["", ".js", ".json", "/index.js"];

/** A file that a script needs, and what for. */
export interface Need {
  readonly path: string;
  readonly role: "processor" | "payload";
}

function resolve(
  reference: string,
  directory: string,
  files: ReadonlyMap<string, unknown>,
): string | undefined {
  const path = posix.join(directory, reference);
  return endings.map((ending) => path + ending).find((candidate) => files.has(candidate));
}

/**
 * Resolves what a script or configuration names, as Artillery does: relative to `directories`, the first that has it. What
 * is not there, or has a variable in its name, is left to Artillery.
 */
export function resolveReferences(
  { processors, payloads }: References,
  directories: readonly string[],
  files: ReadonlyMap<string, unknown>,
): readonly Need[] {
  const find = (reference: string) =>
    directories.map((directory) => resolve(reference, directory, files)).find((path) => path !== undefined);
  const needs = (references: readonly string[], role: Need["role"]) =>
    references.flatMap((reference) => {
      const path = find(reference);
      return path === undefined ? [] : [{ path, role }];
    });
  return [...needs(processors, "processor"), ...needs(payloads, "payload")];
}
