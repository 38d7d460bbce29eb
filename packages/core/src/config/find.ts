import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { configErrors } from "../errors/catalogue/config.ts";
import { reasonOf, systemCode } from "../errors/reason.ts";
import { findJsonError } from "./json-error.ts";

/** A configuration file as it stands, parsed and nothing more. */
export interface ConfigFile {
  readonly path: string;
  readonly data: unknown;
}

const EXTENSIONS = [".json", ".yaml", ".yml", ".js", ".mjs", ".cjs", ".ts"];

/** Names under which a folder may hold a configuration; `package.json` only with a member `testcar`. */
export const configNames: readonly string[] = [
  "package.json",
  ".testcarrc",
  ...EXTENSIONS.map((extension) => `.testcarrc${extension}`),
  ...EXTENSIONS.map((extension) => `testcar.config${extension}`),
];

/** Where a configuration is looked for when neither the working directory nor its project has one. */
export const SYSTEM_DIRECTORY = "/etc/testcar";

// cosmiconfig is loaded when a configuration is looked for, and its parsers when one is found.
const explorer = async () => (await import("./explorer.ts")).openExplorer(configNames);

function explain(path: string, error: unknown): Error {
  const mark = typeof error === "object" && error !== null && "mark" in error ? error.mark : undefined;
  if (typeof mark === "object" && mark !== null && "line" in mark && "column" in mark) {
    const reason =
      typeof error === "object" && error !== null && "reason" in error
        ? String(error.reason)
        : reasonOf(error);
    return configErrors.SYNTAX(
      { path, line: Number(mark.line) + 1, column: Number(mark.column) + 1, reason },
      error,
    );
  }
  if (typeof error === "object" && error !== null && "name" in error && error.name === "SyntaxError") {
    const where = path.endsWith(".json") ? findJsonError(readFileSync(path, "utf8")) : undefined;
    return configErrors.SYNTAX({ path, ...(where ?? { reason: reasonOf(error) }) }, error);
  }
  if (systemCode(error) === "ENOENT") return configErrors.NOT_FOUND({ path }, error);
  return configErrors.UNREADABLE({ path, reason: reasonOf(error) }, error);
}

/** Reads the configuration file of that very path; `package.json` gives its member `testcar`. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    const found = await (await explorer()).load(path);
    return { path, data: found?.config ?? {} };
  } catch (error) {
    throw explain(path, error);
  }
}

async function refuseSecondConfiguration(found: string): Promise<void> {
  const directory = dirname(found);
  const names = new Set(await readdir(directory));
  const present = configNames.filter((name) => name !== "package.json" && names.has(name));
  const files = found.endsWith("/package.json") ? ["package.json", ...present] : present;
  if (files.length > 1) throw configErrors.AMBIGUOUS({ files: files.map((name) => join(directory, name)) });
}

/** Finds the configuration: in the working directory, upwards to its project's root, then in /etc/testcar. */
export async function findConfigFile(directory: string): Promise<ConfigFile | undefined> {
  const search = await explorer();
  for (const start of [directory, SYSTEM_DIRECTORY]) {
    let path = start;
    try {
      const found = await search.search(start);
      if (found === null) continue;
      path = found.filepath;
      await refuseSecondConfiguration(path);
      return { path, data: found.config ?? {} };
    } catch (error) {
      if (start === SYSTEM_DIRECTORY && systemCode(error) === "ENOENT") continue;
      const file =
        typeof error === "object" && error !== null && "filepath" in error ? String(error.filepath) : path;
      throw error instanceof Error && error.name === "TestcarError" ? error : explain(file, error);
    }
  }
  return undefined;
}
