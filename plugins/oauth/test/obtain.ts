// Drives the plugin as a run does: options by the plugin's schema, credentials by the core's real store.
import { type Credential, type CredentialSource, type Grant, Secret, type TestcarError } from "@testcar/core";
import { systemClock } from "../../../packages/core/src/process/clock.ts";
import {
  type CredentialRun,
  errorOf,
  startCredentialRun,
  validated,
} from "../../../packages/core/test/credentials/credential-run.ts";
import type { BearerGrant } from "../src/grant.ts";
import { optionsSchema } from "../src/options.ts";
import { createSource } from "../src/source.ts";

/** A secret as a configuration holds it. */
export const secret = (value: string): Secret => new Secret(value, "${env:SECRET}");

/** A run as far as its credentials go. */
export interface Run extends CredentialRun {
  /** Validates the options, and obtains. */
  readonly obtain: (options: Readonly<Record<string, unknown>>) => Promise<Credential<BearerGrant>>;
  /** The error that obtaining ends with. */
  readonly fail: (options: Readonly<Record<string, unknown>>) => Promise<TestcarError>;
  /** Another plugin's credential, for `through`. */
  readonly provide: <G extends Grant>(source: CredentialSource<G>) => Promise<Credential<G>>;
}

/** Starts a run; `target` is where its tokens go. */
export async function startRun(target = "http://127.0.0.1:9"): Promise<Run> {
  const run = await startCredentialRun({ target, needed: ["kerberos"] });
  const { store, directory } = run;
  const provide: Run["provide"] = (source) =>
    store.provide({ plugin: "oauth", provides: [source.id] }, source);
  const obtain: Run["obtain"] = async (given) => {
    const options = await validated(optionsSchema, given);
    const api = { baseDirectory: directory, clock: systemClock, credentials: store.forPlugins };
    return provide(createSource(options.as ?? "oauth", options, api));
  };
  return { ...run, obtain, fail: (options) => errorOf(obtain(options)), provide };
}
