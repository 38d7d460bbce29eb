import { pathToFileURL } from "node:url";
import type { PluginEntry } from "../config/config.ts";
import { pluginErrors } from "../errors/catalogue/plugins.ts";
import { isTestcarError, type TestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import { API_VERSION, type Plugin } from "./define.ts";
import { packagesOf } from "./names.ts";
import { resolvePlugin } from "./resolve.ts";
import { settlePlugin } from "./whose.ts";

/** A plugin that is there, with the entry of the configuration that asks for it. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  readonly entry: PluginEntry;
  readonly version: string | undefined;
  /** Empty for one that the command line brings along. */
  readonly path: string;
}

/** A plugin that the command line brings along. */
export interface BuiltInPlugin {
  readonly plugin: Plugin;
  readonly version: string;
}

/** Why a module's default export is no plugin; undefined when it is one. */
export function whyNoPlugin(value: unknown): string | undefined {
  if (value === undefined) return "it has no default export";
  if (typeof value !== "object" || value === null)
    return `its default export is ${typeof value}, not an object`;
  if (!("name" in value) || typeof value.name !== "string" || value.name === "")
    return "its default export has no name";
  if (!("apiVersion" in value) || typeof value.apiVersion !== "number")
    return "its default export has no apiVersion";
  if (!("apply" in value) || typeof value.apply !== "function")
    return "its default export has no function apply";
  if ("options" in value && value.options !== undefined && !isSchema(value.options))
    return "its options are no Standard Schema";
  for (const member of ["needs", "provides"]) {
    const given: unknown = Reflect.get(value, member);
    if (given !== undefined && typeof given !== "function") return `its ${member} is no function`;
  }
  return undefined;
}

// Some libraries' schemas are functions.
const hasMembers = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

function isSchema(value: unknown): boolean {
  if (!hasMembers(value) || !("~standard" in value)) return false;
  const standard = value["~standard"];
  return hasMembers(standard) && "validate" in standard && typeof standard.validate === "function";
}

const isPlugin = (value: unknown): value is Plugin => whyNoPlugin(value) === undefined;

// Where a module cannot be parsed stands in front of the error's stack only.
function placeOf(error: unknown): string {
  if (!(error instanceof SyntaxError)) return "";
  const [, place] = /^(?:file:\/\/)?(\/.*:\d+)\n/.exec(error.stack ?? "") ?? [];
  return place === undefined ? "" : ` (${place})`;
}

// A module that waits for ever must not keep the run from being told.
async function importWithin(path: string, milliseconds: number): Promise<{ readonly default?: unknown }> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const error = new Error(`it was still loading after ${milliseconds / 1000} s`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([import(pathToFileURL(path).href), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function importDefault(name: string, path: string, milliseconds: number): Promise<unknown> {
  try {
    const module = await importWithin(path, milliseconds);
    const { default: plugin } = module;
    // A module that was translated to CommonJS keeps its default export one level down.
    const isTranslated = hasMembers(plugin) && "__esModule" in plugin && "default" in plugin;
    return isTranslated ? plugin.default : plugin;
  } catch (error) {
    throw pluginErrors.BROKEN({ name, path, reason: `${reasonOf(error)}${placeOf(error)}` }, error);
  }
}

async function loadPlugin(
  entry: PluginEntry,
  directories: readonly string[],
  milliseconds: number,
): Promise<LoadedPlugin> {
  const { path, version } = await resolvePlugin(entry.name, entry.where, directories);
  settlePlugin(entry.name, path);
  const plugin = await importDefault(entry.name, path, milliseconds);
  if (!isPlugin(plugin)) {
    throw pluginErrors.NOT_A_PLUGIN({ name: entry.name, path, reason: whyNoPlugin(plugin) ?? "it is none" });
  }
  if (plugin.apiVersion !== API_VERSION) {
    throw pluginErrors.API_VERSION({ name: entry.name, version: plugin.apiVersion, supported: API_VERSION });
  }
  settlePlugin(plugin.name, path);
  return { plugin, entry, version, path };
}

/**
 * Loads every plugin of the configuration; those that cannot be loaded are problems, all of them.
 *
 * @param milliseconds - How long the module of a plugin may take.
 */
export async function loadPlugins(
  entries: readonly PluginEntry[],
  directories: readonly string[],
  builtIn: readonly BuiltInPlugin[],
  milliseconds: number,
): Promise<{ readonly loaded: readonly LoadedPlugin[]; readonly problems: readonly TestcarError[] }> {
  const attempts = await Promise.all(
    entries.map(async (entry) => {
      try {
        const own = builtIn.find(({ plugin }) => packagesOf(plugin.name)[0] === packagesOf(entry.name)[0]);
        if (own !== undefined)
          return { loaded: { plugin: own.plugin, entry, version: own.version, path: "" } };
        const loaded = await loadPlugin(entry, directories, milliseconds);
        const { name } = loaded.plugin;
        // It would stand in for the other, and nothing might be told any more.
        if (builtIn.some(({ plugin }) => plugin.name === name))
          throw pluginErrors.NAME_TAKEN({ name, where: entry.where, path: loaded.path });
        return { loaded };
      } catch (error) {
        if (!isTestcarError(error)) throw error;
        return { problem: error };
      }
    }),
  );
  const problems = attempts.flatMap(({ problem }) => problem ?? []);
  const named = attempts.flatMap(({ loaded }) => loaded ?? []);
  const others = builtIn.filter(({ plugin }) => !named.some((loaded) => loaded.plugin.name === plugin.name));
  const added = others.map(({ plugin, version }): LoadedPlugin => {
    const entry = { name: plugin.name, options: undefined, where: "built in" };
    return { plugin, entry, version, path: "" };
  });
  return { loaded: [...named, ...added], problems };
}
