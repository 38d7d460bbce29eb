import { type Apache, type ApacheOptions, startApache } from "./apache.ts";
import type { Kdc } from "./kdc.ts";
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  startAuthorizationServer,
} from "./oidc.ts";

/** An authorization server whose token endpoint wants Kerberos. */
export interface ProtectedTokenService extends AuthorizationServer {
  readonly apache: Apache;
  /** The authorization server alone: stop it to see Apache answer 503. */
  readonly backend: AuthorizationServer;
}

/** How it is made. */
export interface ProtectedTokenServiceOptions
  extends Omit<AuthorizationServerOptions, "behind">,
    Pick<ApacheOptions, "allowedPrincipals" | "keytab" | "faketime" | "certificate"> {
  readonly kdc: Pick<Kdc, "env" | "service">;
}

/** Starts an authorization server behind Apache, which lets only Kerberos principals through to `/token`. */
export async function startProtectedTokenService(
  options: ProtectedTokenServiceOptions,
): Promise<ProtectedTokenService> {
  const { kdc, allowedPrincipals, keytab, faketime, certificate, ...rest } = options;
  const guard = Object.fromEntries(
    Object.entries({ allowedPrincipals, keytab, faketime, certificate }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  let apache: Apache | undefined;
  const backend = await startAuthorizationServer({
    ...rest,
    behind: async (upstream) => {
      apache = await startApache({ kdc, upstream, ...guard });
      return apache.url;
    },
  });
  if (apache === undefined) throw new Error("Apache was not started");
  const front = apache;
  const stop = async (): Promise<void> => {
    await front.stop();
    await backend.stop();
  };
  return { ...backend, apache: front, backend, stop, [Symbol.asyncDispose]: stop };
}
