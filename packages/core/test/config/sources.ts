import { type ConfigSources, type LoadedConfig, loadConfig } from "../../src/config/load.ts";
import type { Secret } from "../../src/config/secret.ts";

/** Loads a configuration with nothing from outside but what is given. */
export async function load(
  directory: string,
  sources: Partial<ConfigSources> = {},
): Promise<LoadedConfig & { readonly secrets: readonly Secret[]; readonly messages: readonly string[] }> {
  const secrets: Secret[] = [];
  const loaded = await loadConfig({
    directory,
    env: {},
    flags: {},
    onSecret: (secret) => secrets.push(secret),
    ...sources,
  });
  const messages = loaded.problems.map(({ code, message, hint }) => `${code}: ${message} → ${hint}`);
  return { ...loaded, secrets, messages };
}
