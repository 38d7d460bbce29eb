// A run as far as its credentials go, with the real store: for the tests of plugins that provide one.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Reason } from "@testcar/report";
import { check } from "../../src/config/issues.ts";
import { createCredentials } from "../../src/credentials/store.ts";
import { isTestcarError, type TestcarError } from "../../src/errors/error.ts";
import type { Logger } from "../../src/log/logger.ts";

import type { Plugin } from "../../src/plugins/define.ts";
import { systemClock } from "../../src/process/clock.ts";

/** A run as far as its credentials go. */
export interface CredentialRun extends AsyncDisposable {
  readonly store: ReturnType<typeof createCredentials>;
  readonly logger: Logger;
  /** Aborted when the run is over. */
  readonly signal: AbortSignal;
  readonly warn: (warning: Reason) => void;
  readonly warnings: readonly Reason[];
  /** Everything that was logged. */
  readonly logged: () => string;
  /** Waits until something that holds the text is logged. */
  readonly untilLogged: (text: string) => Promise<void>;
  /** All values that were made secrets. */
  readonly secrets: readonly string[];
  readonly directory: string;
}

/** What a run is started with. */
export interface CredentialRunSettings {
  /** Where its credentials go. */
  readonly target: string | undefined;
  /** Ids of the credentials that plugins need. */
  readonly needed: readonly string[];
}

/** Starts a run. */
export async function startCredentialRun({ target, needed }: CredentialRunSettings): Promise<CredentialRun> {
  const directory = await mkdtemp(join(tmpdir(), "credential-test-"));
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
  const { signal } = stop;
  const warn = (warning: Reason): void => void warnings.push(warning);
  store.open({ directory: () => Promise.resolve(directory), signal, warn, needed });
  return {
    store,
    logger,
    signal,
    warn,
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

/** Options as a plugin gets them, which have to be right. */
export async function validated<Options>(
  schema: NonNullable<Plugin<Options>["options"]>,
  given: Readonly<Record<string, unknown>>,
): Promise<Options> {
  const checked = await check(schema, given);
  if (checked.issues !== undefined) throw new Error(inspect(checked.issues));
  return checked.value;
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
