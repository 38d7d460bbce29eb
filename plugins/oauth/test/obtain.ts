// Drives the plugin as a run does: options by the plugin's schema, credentials by the core's real store.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import {
  type Credential,
  type CredentialSource,
  type Grant,
  isTestcarError,
  type Logger,
  type Reason,
  Secret,
  type TestcarError,
} from "@testcar/core";
import { check } from "../../../packages/core/src/config/issues.ts";
import { createCredentials } from "../../../packages/core/src/credentials/store.ts";
import { systemClock } from "../../../packages/core/src/process/clock.ts";
import type { BearerGrant } from "../src/grant.ts";
import { optionsSchema } from "../src/options.ts";
import { createSource } from "../src/source.ts";

/** A secret as a configuration holds it. */
export const secret = (value: string): Secret => new Secret(value, "${env:SECRET}");

/** A run as far as its credentials go. */
export interface Run extends AsyncDisposable {
  /** Validates the options, and obtains. */
  readonly obtain: (options: Readonly<Record<string, unknown>>) => Promise<Credential<BearerGrant>>;
  /** The error that obtaining ends with. */
  readonly fail: (options: Readonly<Record<string, unknown>>) => Promise<TestcarError>;
  /** Another plugin's credential, for `through`. */
  readonly provide: <G extends Grant>(source: CredentialSource<G>) => Promise<Credential<G>>;
  readonly store: ReturnType<typeof createCredentials>;
  readonly warnings: readonly Reason[];
  /** Everything that was logged. */
  readonly logged: () => string;
  /** Waits until something that holds the text is logged. */
  readonly untilLogged: (text: string) => Promise<void>;
  /** All values that were made secrets. */
  readonly secrets: readonly string[];
  readonly directory: string;
}

/** Starts a run; `target` is where its tokens go. */
export async function startRun(target = "http://127.0.0.1:9"): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), "oauth-test-"));
  const warnings: Reason[] = [];
  const lines: string[] = [];
  const secrets: string[] = [];
  const waiting = new Set<() => void>();
  const log = (message: string, fields?: object): void => {
    lines.push(`${message} ${inspect(fields)}`);
    for (const look of waiting) look();
  };
  const logger: Logger = { error: log, warn: log, info: log, debug: log, child: () => logger };
  const store = createCredentials({
    clock: systemClock,
    logger,
    target,
    register: (value) => secrets.push(value.reveal()),
  });
  const stop = new AbortController();
  store.open({
    directory: () => Promise.resolve(directory),
    signal: stop.signal,
    warn: (warning) => warnings.push(warning),
    needed: ["kerberos"],
  });
  const provide: Run["provide"] = (source) =>
    store.provide({ plugin: "oauth", provides: [source.id] }, source);
  const obtain: Run["obtain"] = async (given) => {
    const checked = await check(optionsSchema, given);
    if (checked.issues !== undefined) throw new Error(inspect(checked.issues));
    const { value } = checked;
    const api = { baseDirectory: directory, clock: systemClock, credentials: store.forPlugins };
    return provide(createSource(value.as ?? "oauth", value, api));
  };
  return {
    obtain,
    fail: async (options) => {
      const error = await obtain(options).then(
        () => new Error("a token was obtained"),
        (thrown: unknown) => thrown,
      );
      if (!isTestcarError(error)) throw error;
      return error;
    },
    provide,
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
