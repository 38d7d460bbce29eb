import { check } from "../config/issues.ts";
import { pluginErrors } from "../errors/catalogue/plugins.ts";
import type { TestcarError } from "../errors/error.ts";
import { attribute } from "./guard.ts";
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
  try {
    return await validate(loaded);
  } catch (error) {
    return { problems: [attribute(error, loaded.plugin.name, "its options")] };
  }
}

async function validate(loaded: LoadedPlugin): Promise<Attempt> {
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

// Providers are told apart by the credentials that they provide; of everything else one instance is enough.
const instancesOf = (plugins: readonly ConfiguredPlugin[]) =>
  Map.groupBy(
    plugins.filter(({ provides }) => provides.length === 0),
    ({ plugin }) => plugin.name,
  );

// A run that cannot start has to be told by somebody: what is built in does without its options then.
async function configureOrTell(loaded: LoadedPlugin): Promise<Attempt> {
  const attempt = await configure(loaded);
  if (attempt.configured !== undefined || loaded.path !== "") return attempt;
  const plain = await configure({ ...loaded, entry: { ...loaded.entry, options: undefined } });
  return { ...plain, problems: attempt.problems };
}

/** Validates the options of every plugin; what is wrong is a problem, all of it. */
export async function configurePlugins(
  loaded: readonly LoadedPlugin[],
): Promise<{ readonly configured: readonly ConfiguredPlugin[]; readonly problems: readonly TestcarError[] }> {
  const attempts = await Promise.all(loaded.map(configureOrTell));
  const configured = attempts.map((attempt) => attempt.configured).filter((plugin) => plugin !== undefined);
  const problems = attempts.flatMap((attempt) => attempt.problems);
  // The first of several is kept, so that what is wrong is told once.
  const surplus = new Set<ConfiguredPlugin>();
  for (const [name, [first, ...others]] of instancesOf(configured)) {
    if (first === undefined || others.length === 0) continue;
    for (const other of others) surplus.add(other);
    problems.push(pluginErrors.TWICE({ name, wheres: [first, ...others].map(({ entry }) => entry.where) }));
  }
  return { configured: configured.filter((plugin) => !surplus.has(plugin)), problems };
}
