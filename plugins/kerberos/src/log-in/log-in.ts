import { access, constants, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "@testcar/core";
import type { Child } from "../child.ts";
import { errors } from "../errors.ts";
import { configOf, type Identity } from "../identity.ts";
import { copyCache, readCache } from "./cache.ts";
import { logInByKeytab } from "./keytab.ts";
import { logInByPassword } from "./password.ts";

/** A log-in that worked. */
export interface LogIn {
  /** With the realm. */
  readonly principal: string;
  readonly expiresAt: Date;
}

/** The ticket cache of the identity, in the credential's own directory. */
export const cacheIn = (directory: string): string => join(directory, "ccache");

function prove(
  identity: Identity,
  cache: string,
  signal: AbortSignal,
  idle: Child | undefined,
): Promise<void> {
  const { proof } = identity;
  switch (proof.type) {
    case "keytab":
      return logInByKeytab(identity, proof.path, cache, signal, idle);
    case "cache":
      return copyCache(proof.path, cache);
    case "password":
      return logInByPassword(identity, proof.password, cache, signal);
  }
}

/**
 * Gets a ticket-granting ticket into the cache of the directory: one AS exchange, or none when a cache is given. Whoever uses
 * the cache meanwhile sees the old one or the new one.
 *
 * @param idle - A process for the log-in; without it, a new one.
 * @throws TESTCAR_KERBEROS_*, TransientError
 */
export async function logIn(
  identity: Identity,
  directory: string,
  signal: AbortSignal,
  idle?: Child,
): Promise<LogIn> {
  if (identity.config?.startsWith("/") === true && !identity.config.includes(":")) {
    await access(identity.config, constants.R_OK).catch((error: unknown) => {
      throw errors.CONFIG_MISSING({ config: configOf(identity), reason: reasonOf(error) }, error);
    });
  }
  const fresh = join(directory, "ccache.new");
  // What an interrupted log-in has left would be taken for its own.
  await rm(fresh, { force: true });
  await prove(identity, fresh, signal, idle);
  const path = identity.proof.type === "cache" ? identity.proof.path : fresh;
  const { principal, expiresAt } = await readCache(fresh, path, identity.principal);
  await rename(fresh, cacheIn(directory));
  return { principal, expiresAt };
}
