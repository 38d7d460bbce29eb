import { pathToFileURL } from "node:url";
import type { PluginEntry } from "../config/config.ts";
import { pluginErrors } from "../errors/catalogue/plugins.ts";
import { isTestcarError, type TestcarError } from "../errors/error.ts";
import { reasonOf } from "../errors/reason.ts";
import { API_VERSION, type Plugin } from "./define.ts";
import { packagesOf } from "./names.ts";
import { resolvePlugin } from "./resolve.ts";

/** A plugin that is there, with the entry of the configuration that asks for it. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  readonly entry: PluginEntry;
  readonly version: string | undefined;
  readonly path: string;
}

/** A plugin that the command line brings along. */
export interface BuiltInPlugin {
  readonly plugin: Plugin;
  readonly version: string;
}

function whyNoPlugin(value: unknown): string | undefined {
  if (value === undefined) return "it has no default export";
  if (typeof value !== "object" || value === null)
    return `its default export is ${typeof value}, not an object`;
  if (!("name" in value) || typeof value.name !== "string" || value.name === "")
    return "its default export has no name";
  if (!("apiVersion" in value) || typeof value.apiVersion !== "number")
    return "its default export has no apiVersion";
  if (!("apply" in value) || typeof value.apply !== "function")
    return "its default export has no function apply";
  return undefined;
}

const isPlugin = (value: unknown): value is Plugin => whyNoPlugin(value) === undefined;

async function importDefault(name: string, path: string): Promise<unknown> {
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(path).href);
    return module.default;
  } catch (error) {
    throw pluginErrors.BROKEN({ name, path, reason: reasonOf(error) }, error);
  }
}

async function loadPlugin(entry: PluginEntry, directories: readonly string[]): Promise<LoadedPlugin> {
  const { path, version } = await resolvePlugin(entry.name, entry.where, directories);
  const plugin = await importDefault(entry.name, path);
  if (!isPlugin(plugin)) {
    throw pluginErrors.NOT_A_PLUGIN({ name: entry.name, path, reason: whyNoPlugin(plugin) ?? "it is none" });
  }
  if (plugin.apiVersion !== API_VERSION) {
    throw pluginErrors.API_VERSION({ name: entry.name, version: plugin.apiVersion, supported: API_VERSION });
  }
  return { plugin, entry, version, path };
}

/** Loads every plugin of the configuration; those that cannot be loaded are problems, all of them. */
export async function loadPlugins(
  entries: readonly PluginEntry[],
  directories: readonly string[],
  builtIn: readonly BuiltInPlugin[],
): Promise<{ readonly loaded: readonly LoadedPlugin[]; readonly problems: readonly TestcarError[] }> {
  const problems: TestcarError[] = [];
  const attempts = await Promise.all(
    entries.map(async (entry) => {
      try {
        const own = builtIn.find(({ plugin }) =>
          packagesOf(plugin.name).includes(packagesOf(entry.name)[0] ?? ""),
        );
        if (own !== undefined) return { plugin: own.plugin, entry, version: own.version, path: "" };
        return await loadPlugin(entry, directories);
      } catch (error) {
        if (!isTestcarError(error)) throw error;
        problems.push(error);
        return undefined;
      }
    }),
  );
  const named = attempts.filter((attempt) => attempt !== undefined);
  const others = builtIn.filter(({ plugin }) => !named.some((loaded) => loaded.plugin.name === plugin.name));
  const added = others.map(({ plugin, version }): LoadedPlugin => {
    const entry = { name: plugin.name, options: undefined, where: "built in" };
    return { plugin, entry, version, path: "" };
  });
  return { loaded: [...named, ...added], problems };
}
