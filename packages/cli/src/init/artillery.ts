import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** An Artillery script, or configuration that scripts share. */
export interface ArtilleryFile {
  readonly path: string;
  readonly isScript: boolean;
  readonly hasConfig: boolean;
  readonly hasTarget: boolean;
}

/** Bytes of the largest file that is looked into. */
const MOST_BYTES = 1024 * 1024;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function lookAtJson(path: string, text: string): ArtilleryFile | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(data)) return undefined;
  const { scenarios, config } = data;
  const hasTarget = isObject(config) && typeof config["target"] === "string";
  return { path, isScript: Array.isArray(scenarios), hasConfig: isObject(config), hasTarget };
}

/** The lines of a member at the top of a YAML file; undefined when there is none. */
function memberOf(text: string, key: string): readonly string[] | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => new RegExp(`^["']?${key}["']?\\s*:`).test(line));
  if (start === -1) return undefined;
  const end = lines.findIndex((line, index) => index > start && /^[^\s#-]/.test(line));
  return lines.slice(start, end === -1 ? undefined : end);
}

// A glance: whether it really is one is for the runner to say, by `testcar validate`.
function lookAtYaml(path: string, text: string): ArtilleryFile | undefined {
  const config = memberOf(text, "config");
  return {
    path,
    isScript: memberOf(text, "scenarios") !== undefined && memberOf(text, "apiVersion") === undefined,
    hasConfig: config !== undefined,
    hasTarget: config?.some((line) => /(^|[\s{,"'])target["']?\s*:/.test(line)) === true,
  };
}

/** Says what a file is to Artillery; undefined when it is none of its own. */
export async function lookAtArtillery(directory: string, path: string): Promise<ArtilleryFile | undefined> {
  if (!/\.(ya?ml|json)$/.test(path)) return undefined;
  const file = join(directory, path);
  if ((await stat(file)).size > MOST_BYTES) return undefined;
  const text = await readFile(file, "utf8").catch(() => "");
  const found = path.endsWith(".json") ? lookAtJson(path, text) : lookAtYaml(path, text);
  return found !== undefined && (found.isScript || (found.hasConfig && found.hasTarget)) ? found : undefined;
}

/** Whether every script knows its target, by itself or from configuration that it shares. */
export function knowTheirTarget(files: readonly ArtilleryFile[]): boolean {
  const isShared = files.some(({ isScript, hasTarget }) => !isScript && hasTarget);
  return files.every(
    ({ isScript, hasConfig, hasTarget }) => !isScript || hasTarget || (!hasConfig && isShared),
  );
}
