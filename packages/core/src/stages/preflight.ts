import type { Reason } from "@testcar/report";
import type { Config } from "../config/config.ts";
import type { PreflightContext } from "../contexts.ts";
import type { CredentialStore } from "../credentials/store.ts";
import type { Declared, Turns } from "../credentials/turns.ts";
import { credentialErrors } from "../errors/catalogue/credentials.ts";
import type { Hooks } from "../hooks.ts";
import type { Suite } from "../model.ts";

/** What preflight needs. */
export interface PreflightOptions {
  readonly hooks: Hooks;
  readonly config: Pick<Config, "target">;
  readonly suite: Suite;
  readonly signal: AbortSignal;
  readonly warn: (warning: Reason) => void;
  readonly credentials: CredentialStore;
  readonly turns: Turns;
  readonly plugins: readonly Declared[];
  /** The private directory of the run. */
  readonly directory: () => Promise<string>;
}

/**
 * Lets every plugin get ready. Problems of its taps are collected by the hook's guard, so that all of them are told at once;
 * broken promises come back from here.
 */
export async function preflight(options: PreflightOptions): Promise<readonly Error[]> {
  const { hooks, config, suite, signal, warn, credentials, turns, plugins, directory } = options;
  credentials.open({
    directory,
    signal,
    warn,
    needed: plugins.flatMap(({ needs }) => needs),
  });
  const context: PreflightContext = {
    tests: suite.tests,
    signal,
    warn,
    // Each plugin gets its own in place of it, which knows what the plugin has declared.
    provide: ({ id }) => Promise.reject(credentialErrors.UNDECLARED({ credential: id, plugin: "somebody" })),
    ...(config.target === undefined ? {} : { target: config.target }),
  };
  await hooks.preflight.promise(context);
  return signal.aborted ? [] : turns.broken(plugins);
}
