import { resolve } from "node:path";
import type { Secret } from "@testcar/core";
import type { KerberosOptions } from "./options.ts";

/** How a principal proves who it is. */
export type Proof =
  | { readonly type: "keytab"; readonly path: string }
  | { readonly type: "cache"; readonly path: string }
  | { readonly type: "password"; readonly password: Secret };

/** Who logs in, and by which realm's configuration. */
export interface Identity {
  /** As the configuration says it, perhaps without a realm. */
  readonly principal: string | undefined;
  readonly proof: Proof;
  /** Path of krb5.conf, or several with colons; without it, the system's. */
  readonly config: string | undefined;
}

function proofOf(options: KerberosOptions, baseDirectory: string): Proof {
  const { keytab, cache, password } = options;
  if (password !== undefined) return { type: "password", password };
  // kinit and the environment write them with the type in front.
  const path = resolve(baseDirectory, (keytab ?? cache ?? "").replace(/^FILE:/, ""));
  return { type: keytab === undefined ? "cache" : "keytab", path };
}

/** The identity that validated options describe. */
export const identityOf = (options: KerberosOptions, baseDirectory: string): Identity => ({
  principal: options.principal,
  proof: proofOf(options, baseDirectory),
  config: options.config === undefined ? process.env["KRB5_CONFIG"] : resolve(baseDirectory, options.config),
});

/** The file that errors name. */
export const configOf = ({ config }: Identity): string => config ?? "/etc/krb5.conf";

/** The realm of a principal, for messages. */
export const realmOf = (principal: string): string => principal.split("@")[1] ?? "by default";

/**
 * The whole environment of a process that works with a ticket cache. Nothing of the agent's is in it but the search path.
 *
 * @param cache - Absolute path of the cache.
 */
export const environmentOf = (identity: Identity, cache: string): Readonly<Record<string, string>> => ({
  PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
  // Messages are compared.
  LC_ALL: "C",
  KRB5CCNAME: `FILE:${cache}`,
  // The library would log in by itself with the keys that it finds at its usual place.
  KRB5_CLIENT_KTNAME: "FILE:/dev/null",
  ...(identity.config === undefined ? {} : { KRB5_CONFIG: identity.config }),
});
