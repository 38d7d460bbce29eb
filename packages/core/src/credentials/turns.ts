import type { PreflightContext } from "../contexts.ts";
import { credentialErrors } from "../errors/catalogue/credentials.ts";
import type { CredentialStore, Provider } from "./store.ts";

/** A plugin, and what it has declared of credentials. */
export interface Declared extends Provider {
  readonly needs: readonly string[];
}

/** Lets each plugin's preflight start as soon as the credentials that it needs are there, all others at the same time. */
export interface Turns {
  /** Counts a tap of the plugin. To be called for every tap before the first one runs. */
  expect(plugin: Declared): void;
  /**
   * Waits for what the plugin needs.
   *
   * @throws TESTCAR_CREDENTIAL_SKIPPED, or the reason of the signal.
   */
  wait(plugin: Declared, signal: AbortSignal): Promise<void>;
  /** The context that is the plugin's own. */
  contextOf(plugin: Declared, context: PreflightContext): PreflightContext;
  /** A tap of the plugin has ended; `failed` says whether something was told of it. */
  end(plugin: Declared, failed: boolean): void;
  /** What was promised, and neither provided nor told as failed. */
  broken(plugins: readonly Declared[]): readonly Error[];
}

async function unlessAborted(work: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<void>();
  const stop = (): void => aborted.resolve();
  signal.addEventListener("abort", stop, { once: true });
  await Promise.race([work, aborted.promise]);
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
}

/** Makes the turns of one preflight. */
export function createTurns(store: Pick<CredentialStore, "has" | "provide">): Turns {
  const outcomes = new Map<string, PromiseWithResolvers<void>>();
  const tapsLeft = new Map<Declared, number>();
  const failing = new Set<Declared>();

  return {
    expect: (plugin) => {
      tapsLeft.set(plugin, (tapsLeft.get(plugin) ?? 0) + 1);
      for (const id of plugin.provides) if (!outcomes.has(id)) outcomes.set(id, Promise.withResolvers());
    },
    wait: async ({ needs, provides, plugin }, signal) => {
      for (const id of needs) {
        await unlessAborted(outcomes.get(id)?.promise, signal);
        if (store.has(id)) continue;
        throw credentialErrors.SKIPPED({
          credentials: provides.length > 0 ? provides : [plugin],
          needed: id,
        });
      }
    },
    contextOf: (plugin, context) => ({
      ...context,
      provide: async (source) => {
        const credential = await store.provide(plugin, source);
        // Whoever needs it need not wait for what else the plugin does.
        outcomes.get(source.id)?.resolve();
        return credential;
      },
    }),
    end: (plugin, failed) => {
      if (failed) failing.add(plugin);
      const left = (tapsLeft.get(plugin) ?? 1) - 1;
      tapsLeft.set(plugin, left);
      if (left === 0) for (const id of plugin.provides) outcomes.get(id)?.resolve();
    },
    broken: (plugins) =>
      plugins
        .filter((plugin) => !failing.has(plugin))
        .flatMap((plugin) => plugin.provides.map((credential) => ({ credential, plugin: plugin.plugin })))
        .filter(({ credential }) => !store.has(credential))
        .map((what) => credentialErrors.NOT_PROVIDED(what).from(what.plugin)),
  };
}
