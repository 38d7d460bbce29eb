import { copyFile, rename } from "node:fs/promises";
import { join } from "node:path";
import {
  type Authorization,
  type CredentialRequest,
  type CredentialSource,
  credentialErrors,
  type Grant,
  isTestcarError,
  type ObtainContext,
  type TestcarError,
  TransientError,
} from "@testcar/core";
import { KerberosFailure } from "./child.ts";
import { errors } from "./errors.ts";
import { configOf, identityOf } from "./identity.ts";
import { cacheIn, logIn } from "./log-in/log-in.ts";
import type { KerberosOptions } from "./options.ts";
import { tokenError } from "./tokens/refusal.ts";
import { type Asked, settle } from "./tokens/settle.ts";
import { createTokenMaker, type TokenMaker } from "./tokens/tokens.ts";

/** A Kerberos log-in. */
export interface KerberosGrant extends Grant {
  /** Who is logged in, with the realm. */
  readonly principal: string;
  /** When the log-in ends, by the clock of this machine. */
  readonly expiresAt: Date;
}

declare module "@testcar/core" {
  interface CredentialKinds {
    kerberos: KerberosGrant;
  }
}

/** Milliseconds, unless the option deadline says otherwise. The same as the core's. */
const DEADLINE_MS = 30_000;

/**
 * Base64 characters that the tokens of one kind have in common: what comes later is of the ticket. Whatever follows them in
 * its word is masked with them.
 */
const PREFIX_LENGTH = 100;

/** The cache of the tests: they may add to it, or destroy it. */
const TESTS_CACHE = "tests.ccache";

const addressOf = (url: string): { readonly origin: string; readonly host: string } => {
  const { origin, hostname } = new URL(url);
  return { origin, host: hostname.replace(/^\[|\]$/g, "") };
};

const isLate = ({ reason }: AbortSignal): boolean =>
  isTestcarError(reason) && reason.code === credentialErrors.DEADLINE.code;

/** The source of one identity's log-ins and tokens. */
export function createSource(
  options: KerberosOptions,
  baseDirectory: string,
): CredentialSource<KerberosGrant> {
  const {
    as: id = "kerberos",
    origins,
    deadline: deadlineMs = DEADLINE_MS,
    environment: variables,
    service = "HTTP",
  } = options;
  const identity = identityOf(options, baseDirectory);
  const prefixes = new Set<string>();
  let mask: ObtainContext["secret"] | undefined;
  let maker: TokenMaker | undefined;
  let cache = "";
  let isLoggedIn = false;
  /** Why the attempt before failed: it says more than that the time is up. */
  let before: TransientError | undefined;

  const silent = (): TestcarError =>
    errors.KDC_SILENT({
      wanted: `ticket for ${identity.principal ?? id}`,
      seconds: deadlineMs / 1000,
      config: configOf(identity),
    });

  const obtain = async ({ directory, signal, secret }: ObtainContext): Promise<KerberosGrant> => {
    mask = secret;
    cache = cacheIn(directory);
    maker ??= createTokenMaker(identity, cache, deadlineMs);
    const idle = isLoggedIn ? undefined : maker.warm();
    const grant = await logIn(identity, directory, signal, idle).catch((error: unknown) => {
      if (signal.aborted) throw isLate(signal) ? (before?.cause ?? silent()) : error;
      before = error instanceof TransientError ? error : undefined;
      throw error;
    });
    isLoggedIn = true;
    before = undefined;
    if (variables?.cache !== undefined) {
      const copy = join(directory, `${TESTS_CACHE}.new`);
      await copyFile(cache, copy);
      await rename(copy, join(directory, TESTS_CACHE));
    }
    return grant;
  };

  const hide = (token: string): void => {
    const prefix = token.slice(0, PREFIX_LENGTH);
    if (prefixes.has(prefix)) return;
    prefixes.add(prefix);
    mask?.(prefix, "a Kerberos token");
  };

  const authorize = async (
    { principal }: KerberosGrant,
    { url }: CredentialRequest,
  ): Promise<Authorization> => {
    const { origin, host } = addressOf(url);
    const spn = options.host ?? host;
    const asked: Asked = { principal, origin, service: `${service}/${spn}` };
    if (maker === undefined) throw errors.CHILD_ENDED({});
    const token = await maker.make(`${service}@${spn}`).catch((error: unknown) => {
      throw error instanceof KerberosFailure ? tokenError(error.message, identity, asked, cache) : error;
    });
    hide(token.token);
    return {
      headers: { authorization: `Negotiate ${token.token}` },
      isReusable: false,
      settle: (answer) => settle(token, answer, asked),
    };
  };

  return {
    id,
    kind: "kerberos",
    origins,
    deadlineMs,
    obtain,
    authorize,
    ...(variables === undefined
      ? {}
      : {
          environment: (_grant: KerberosGrant, directory: string) => ({
            ...(variables.cache === undefined
              ? {}
              : { [variables.cache]: `FILE:${join(directory, TESTS_CACHE)}` }),
            ...(variables.config === undefined || identity.config === undefined
              ? {}
              : { [variables.config]: identity.config }),
          }),
        }),
    close: () => maker?.close(),
  };
}
