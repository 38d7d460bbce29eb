// Drives the plugin as a run does: options by its schema, its own preflight tap, credentials by the core's real store.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import {
  type Credential,
  createHooks,
  isTestcarError,
  type Logger,
  type PluginApi,
  type Reason,
  type TestcarError,
} from "@testcar/core";
import { check } from "../../../packages/core/src/config/issues.ts";
import { createCredentials } from "../../../packages/core/src/credentials/store.ts";
import { systemClock } from "../../../packages/core/src/process/clock.ts";
import { createExec } from "../../../packages/core/src/process/start.ts";
import plugin from "../src/index.ts";
import { optionsSchema } from "../src/options.ts";
import type { KerberosGrant } from "../src/source.ts";

/** A run as far as its credentials go. */
export interface Run extends AsyncDisposable {
  /** Validates the options, applies the plugin, and lets its preflight pass. */
  readonly obtain: (options: Readonly<Record<string, unknown>>) => Promise<Credential<KerberosGrant>>;
  /** The error that preflight ends with. */
  readonly fail: (options: Readonly<Record<string, unknown>>) => Promise<TestcarError>;
  readonly store: ReturnType<typeof createCredentials>;
  readonly warnings: readonly Reason[];
  /** Everything that was logged. */
  readonly logged: () => string;
  /** Waits until a text is logged. */
  readonly untilLogged: (text: string) => Promise<void>;
  /** All values that were made secrets. */
  readonly secrets: readonly string[];
  readonly directory: string;
}

/** Where a run's tickets go. */
export interface RunSettings {
  /** Without it, somebody else needs the credential: no service is asked for in preflight. */
  readonly target?: string;
}

/** The error that a promise ends with, which has to be one of ours. */
export async function errorOf(promise: Promise<unknown>): Promise<TestcarError> {
  const error = await promise.then(
    () => new Error("it worked"),
    (thrown: unknown) => thrown,
  );
  if (!isTestcarError(error)) throw error;
  return error;
}

/** Starts a run. */
export async function startRun({ target }: RunSettings = {}): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), "kerberos-test-"));
  const warnings: Reason[] = [];
  const lines: string[] = [];
  const secrets: string[] = [];
  const waiting = new Set<() => void>();
  const log = (message: string, fields?: object): void => {
    lines.push(`${message} ${inspect(fields)}`);
    for (const look of waiting) look();
  };
  const logger: Logger = { error: log, warn: log, info: log, debug: log, child: () => logger };
  const register = (value: { reveal(): string }): void => void secrets.push(value.reveal());
  const store = createCredentials({ clock: systemClock, logger, target, register });
  const stop = new AbortController();
  const warn = (warning: Reason): void => void warnings.push(warning);
  const ids = ["kerberos", "first", "second"];
  store.open({
    directory: () => Promise.resolve(directory),
    signal: stop.signal,
    warn,
    needed: target === undefined ? ids : [],
  });

  const obtain: Run["obtain"] = async (given) => {
    const checked = await check(optionsSchema, given);
    if (checked.issues !== undefined) throw new Error(inspect(checked.issues));
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
    plugin.apply(api, checked.value);
    await hooks.preflight.promise({
      tests: [],
      signal: stop.signal,
      warn,
      provide: (source) => store.provide({ plugin: "kerberos", provides: ids }, source),
    });
    return store.forPlugins.get(checked.value.as ?? "kerberos", "kerberos");
  };
  return {
    obtain,
    fail: (options) => errorOf(obtain(options)),
    store,
    warnings,
    logged: () => lines.join("\n"),
    untilLogged: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (lines.some((line) => line.includes(text))) resolve();
        };
        waiting.add(look);
        look();
      }),
    secrets,
    directory,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
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
