// Drives the plugin as a run does: options by its schema, its own preflight tap, credentials by the core's real store.
import { type Credential, createHooks, type PluginApi, type TestcarError } from "@testcar/core";
import { systemClock } from "../../../packages/core/src/process/clock.ts";
import { createExec } from "../../../packages/core/src/process/start.ts";
import {
  type CredentialRun,
  errorOf,
  startCredentialRun,
  validated,
} from "../../../packages/core/test/credentials/credential-run.ts";
import plugin from "../src/index.ts";
import { optionsSchema } from "../src/options.ts";
import type { KerberosGrant } from "../src/source.ts";

/** A run as far as its credentials go. */
export interface Run extends CredentialRun {
  /** Validates the options, applies the plugin, and lets its preflight pass. */
  readonly obtain: (options: Readonly<Record<string, unknown>>) => Promise<Credential<KerberosGrant>>;
  /** The error that preflight ends with. */
  readonly fail: (options: Readonly<Record<string, unknown>>) => Promise<TestcarError>;
}

/** Where a run's tickets go. */
export interface RunSettings {
  /** Without it, somebody else needs the credential: no service is asked for in preflight. */
  readonly target?: string;
}

/** Starts a run. */
export async function startRun({ target }: RunSettings = {}): Promise<Run> {
  const ids = ["kerberos", "first", "second"];
  const run = await startCredentialRun({ target, needed: target === undefined ? ids : [] });
  const { store, logger, signal, warn, directory } = run;
  const obtain: Run["obtain"] = async (given) => {
    const options = await validated(optionsSchema, given);
    const hooks = createHooks();
    const api: PluginApi = {
      hooks,
      logger,
      exec: createExec(process.env, systemClock),
      credentials: store.forPlugins,
      clock: systemClock,
      baseDirectory: directory,
      stdout: process.stdout,
      agent: { version: "0.0.0", node: process.version },
      format: "json",
    };
    plugin.apply(api, options);
    await hooks.preflight.promise({
      tests: [],
      signal,
      warn,
      provide: (source) => store.provide({ plugin: "kerberos", provides: ids }, source),
    });
    return store.forPlugins.get(options.as ?? "kerberos", "kerberos");
  };
  return { ...run, obtain, fail: (options) => errorOf(obtain(options)) };
}

/** Sends a request with the headers of a credential. */
export async function send(
  credential: Pick<Credential, "authorize">,
  url: string,
  init: { readonly method?: string; readonly body?: URLSearchParams } = {},
) {
  const { headers, settle } = await credential.authorize({ url, method: init.method ?? "GET" });
  const response = await fetch(url, { ...init, headers });
  await response.arrayBuffer();
  const { status, headers: answered } = response;
  const settled = (): Promise<Headers | undefined> =>
    settle?.({ status, headers: answered }) ?? Promise.resolve(undefined);
  return { status, headers, answered, settled };
}
