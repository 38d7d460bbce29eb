import { check } from "../config/issues.ts";
import { pluginErrors } from "../errors/catalogue/plugins.ts";
import type { TestcarError } from "../errors/error.ts";
import type { LoadedPlugin } from "./load.ts";

/** A plugin with its validated options and what it says of credentials. */
export interface ConfiguredPlugin extends LoadedPlugin {
  readonly options: unknown;
  readonly needs: readonly string[];
  readonly provides: readonly string[];
}

/** One plugin's way through: it is configured, or there are problems. */
interface Attempt {
  readonly configured?: ConfiguredPlugin;
  readonly problems: readonly TestcarError[];
}

async function configure(loaded: LoadedPlugin): Promise<Attempt> {
  const { plugin, entry } = loaded;
  const { name, where } = entry;
  const given = entry.options ?? {};
  if (plugin.options === undefined && Object.keys(given).length > 0) {
    const path = Object.keys(given)[0] ?? "";
    return { problems: [pluginErrors.OPTIONS({ name, where, path, reason: "the plugin takes no options" })] };
  }
  const checked = plugin.options === undefined ? { value: given } : await check(plugin.options, given);
  if (checked.issues !== undefined) {
    return { problems: checked.issues.map((issue) => pluginErrors.OPTIONS({ name, where, ...issue })) };
  }
  const options = checked.value;
  const needs = plugin.needs?.(options) ?? [];
  const provides = plugin.provides?.(options) ?? [];
  return { configured: { ...loaded, options, needs, provides }, problems: [] };
}

function instancesTwice(plugins: readonly ConfiguredPlugin[]): readonly TestcarError[] {
  const problems: TestcarError[] = [];
  // Providers are told apart by the credentials that they provide; of everything else one instance is enough.
  const others = plugins.filter(({ provides }) => provides.length === 0);
  for (const [name, same] of Map.groupBy(others, ({ plugin }) => plugin.name)) {
    if (same.length > 1)
      problems.push(pluginErrors.TWICE({ name, wheres: same.map(({ entry }) => entry.where) }));
  }
  return problems;
}

/** Validates the options of every plugin; what is wrong is a problem, all of it. */
export async function configurePlugins(
  loaded: readonly LoadedPlugin[],
): Promise<{ readonly configured: readonly ConfiguredPlugin[]; readonly problems: readonly TestcarError[] }> {
  const attempts = await Promise.all(loaded.map(configure));
  const configured = attempts.map((attempt) => attempt.configured).filter((plugin) => plugin !== undefined);
  const problems = attempts.flatMap((attempt) => attempt.problems);
  return { configured, problems: [...problems, ...instancesTwice(configured)] };
}
