import { errors } from "../errors.ts";
import { type ExchangeOptions, exchange, membersOf } from "../http/exchange.ts";
import { allowInsecureRequests, customFetch, discovery, None } from "../openid-client.ts";
import { shown } from "../options/urls.ts";
import type { OAuthOptions } from "../options.ts";

/** What a client has to know of its authorization server. */
export interface Server {
  readonly issuer: string;
  readonly token_endpoint: string;
  /** Where clients with certificates go (RFC 8705, section 5). */
  readonly mtls_endpoint_aliases?: { readonly token_endpoint: string };
}

const isUrl = (value: unknown): value is string =>
  typeof value === "string" && /^https?:/.test(value) && URL.canParse(value);

class NotFound extends Error {}

async function lookUp(
  issuer: string,
  algorithm: "oidc" | "oauth2",
  options: ExchangeOptions,
): Promise<Readonly<Record<string, unknown>>> {
  let found: Readonly<Record<string, unknown>> | undefined;
  const fetchDocument = async (
    target: string,
    { method, headers }: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  ): Promise<Response> => {
    const { status, body } = await exchange({ url: target, method, headers }, options);
    if (status === 404) throw new NotFound();
    const members = membersOf(body);
    const refuse = (reason: string) => errors.DISCOVERY({ issuer: shown(issuer), reason });
    if (status !== 200) throw refuse(`${shown(target)} answered with ${status}`);
    if (members === undefined) throw refuse(`${shown(target)} is no JSON`);
    if (!isUrl(members["issuer"])) throw refuse("the document names no issuer");
    if (!isUrl(members["token_endpoint"])) throw refuse("the document names no token_endpoint");
    found = members;
    return Response.json(members);
  };
  await discovery(new URL(issuer), "nobody", undefined, None(), {
    algorithm,
    [customFetch]: fetchDocument,
    // What may be http is our own to decide, with each request.
    execute: [allowInsecureRequests],
  });
  return found ?? {};
}

const isNotFound = (error: unknown): boolean => error instanceof Error && error.cause instanceof NotFound;

/**
 * Finds the server: by the options, or by its discovery document (OpenID Connect Discovery, else RFC 8414).
 *
 * @throws Errors of the library as well, with ours as their cause
 */
export async function findServer(
  { issuer, tokenEndpoint }: Pick<OAuthOptions, "issuer" | "tokenEndpoint">,
  options: ExchangeOptions,
): Promise<Server> {
  if (tokenEndpoint !== undefined) return { issuer: issuer ?? tokenEndpoint, token_endpoint: tokenEndpoint };
  if (issuer === undefined) throw new TypeError("neither issuer nor tokenEndpoint");
  const nowhere = (error: unknown): never => {
    if (!isNotFound(error)) throw error;
    throw errors.DISCOVERY({ issuer: shown(issuer), reason: "there is no discovery document (404)" });
  };
  const document = await lookUp(issuer, "oidc", options).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    return lookUp(issuer, "oauth2", options).catch(nowhere);
  });
  const { token_endpoint: found, mtls_endpoint_aliases: aliases } = document;
  const alias =
    typeof aliases === "object" && aliases !== null && "token_endpoint" in aliases
      ? aliases.token_endpoint
      : undefined;
  return {
    issuer: typeof document["issuer"] === "string" ? document["issuer"] : issuer,
    token_endpoint: String(found),
    ...(isUrl(alias) ? { mtls_endpoint_aliases: { token_endpoint: alias } } : {}),
  };
}
