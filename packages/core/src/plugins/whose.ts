import { realpathSync } from "node:fs";
import { dirname } from "node:path";

// Of the process, as modules are: what throws in a timer has lost its run.
const names = new Map<string, string>();
/** The modules of plugins by their folder: a package's, or the one that a single file lies in. */
const modules = new Map<string, Set<string>>();

const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

const folderOf = (path: string): string => PACKAGE.exec(path)?.[0] ?? dirname(path);

/** Remembers whose code the module at this path is. */
export function settlePlugin(name: string, path: string): void {
  try {
    const real = realpathSync(path);
    names.set(real, name);
    const folder = folderOf(real);
    modules.set(folder, (modules.get(folder) ?? new Set()).add(real));
  } catch {
    // What is not there throws nothing either.
  }
}

// Beside a file, there may be those of others: then only the file itself is sure.
function nameAt(file: string): string | undefined {
  const [only, ...others] = modules.get(folderOf(file)) ?? [];
  return names.get(file) ?? (only === undefined || others.length > 0 ? undefined : names.get(only));
}

/** The plugin in whose code an error was made, as far as its stack tells. */
export function pluginIn(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  const frames = error.stack.matchAll(/^\s+at .*?(?:file:\/\/)?(\/[^\n]*?):\d+:\d+\)?$/gm);
  for (const [, file = ""] of frames) {
    const name = nameAt(file);
    if (name !== undefined) return name;
  }
  return undefined;
}
