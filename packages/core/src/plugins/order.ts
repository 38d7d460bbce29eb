import { pluginErrors } from "../errors/catalogue/plugins.ts";
import type { TestcarError } from "../errors/error.ts";

/** What ordering has to know of a plugin. */
export interface Ordered {
  readonly plugin: { readonly name: string };
  readonly needs: readonly string[];
  readonly provides: readonly string[];
}

/** The plugins, providers before those that need them; or what makes that impossible. */
export interface Order<P extends Ordered> {
  readonly ordered: readonly P[];
  readonly problems: readonly TestcarError[];
}

/** Puts plugins in the topological order of what they provide and need; ties keep the order of the configuration. */
export function orderPlugins<P extends Ordered>(plugins: readonly P[]): Order<P> {
  const problems: TestcarError[] = [];
  const providers = new Map<string, P>();
  for (const plugin of plugins) {
    for (const credential of plugin.provides) {
      const first = providers.get(credential);
      if (first === undefined) providers.set(credential, plugin);
      else
        problems.push(
          pluginErrors.PROVIDER_TWICE({ credential, first: first.plugin.name, second: plugin.plugin.name }),
        );
    }
  }

  const ordered = new Set<P>();
  const visit = (plugin: P, chain: readonly P[]): void => {
    if (ordered.has(plugin)) return;
    const names = [...chain, plugin].map(({ plugin: { name } }) => name);
    if (chain.includes(plugin)) {
      problems.push(pluginErrors.CYCLE({ chain: names.slice(chain.indexOf(plugin)) }));
      return;
    }
    for (const credential of plugin.needs) {
      const provider = providers.get(credential);
      if (provider !== undefined) visit(provider, [...chain, plugin]);
      else
        problems.push(
          pluginErrors.PROVIDER_MISSING({
            credential,
            plugin: plugin.plugin.name,
            provided: [...providers.keys()],
          }),
        );
    }
    ordered.add(plugin);
  };
  for (const plugin of plugins) visit(plugin, []);
  return { ordered: [...ordered], problems };
}
