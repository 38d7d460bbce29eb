import { randomBytes, X509Certificate } from "node:crypto";
import type { RequestListener } from "node:http";
import { TLSSocket } from "node:tls";
import { exportJWK, generateKeyPair, type JSONWebKeySet } from "jose";
import { errors, Provider, type TokenContext } from "oidc-provider";
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";
import type { Certificates } from "./certificates.ts";
import { listen } from "./http.ts";
import {
  FORBIDDEN_SCOPE,
  type RegisteredClients,
  type Registration,
  registerClients,
  SCOPES,
  type SecretClient,
} from "./oidc-clients.ts";
import { registerGrants, type TrustedIssuer } from "./oidc-grants.ts";
import { AUDIENCE } from "./sut.ts";

/** How the authorization server is made. */
export interface AuthorizationServerOptions {
  /** Life of a token in seconds; default: one hour. */
  readonly tokenLife?: number;
  /** The resource that tokens are for when none is asked for. */
  readonly audience?: string;
  /** Further resources that may be asked for. */
  readonly resources?: readonly string[];
  /** `opaque`: tokens say nothing of themselves. Default: JWT (RFC 9068). */
  readonly accessTokenFormat?: "jwt" | "opaque";
  /** Whose assertions and subject tokens are accepted beside the server's own. */
  readonly trustedIssuers?: readonly TrustedIssuer[];
  /** Further clients. */
  readonly clients?: readonly SecretClient[];
  /** Refuses DPoP proofs without its nonce; the client is to repeat them. */
  readonly requireDpopNonce?: boolean;
  /** Serves https with `certificates.server`, and knows the clients that show a certificate. */
  readonly certificates?: Certificates;
  /** Puts a proxy in front: gets the server's own origin, gives the one that clients see, which becomes the issuer. */
  readonly behind?: (upstream: string) => Promise<string>;
  /** A port to listen on again after a stop. */
  readonly port?: number;
}

/** A request that the token endpoint has answered. */
export interface TokenRequest {
  readonly grantType: string | undefined;
  readonly clientId: string | undefined;
  readonly scope: string | undefined;
  readonly resource: string | undefined;
  /** Who passed Apache; undefined without Kerberos. */
  readonly principal: string | undefined;
  readonly status: number;
  /** The OAuth error code. */
  readonly error: string | undefined;
  /** When it was answered, as `performance.now()` tells. */
  readonly at: number;
}

/** A running authorization server. */
export interface AuthorizationServer extends AsyncDisposable {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** Its own origin, past any proxy. */
  readonly url: string;
  readonly port: number;
  readonly audience: string;
  readonly jwks: JSONWebKeySet;
  readonly clients: RegisteredClients;
  /** Token requests so far. */
  readonly requests: () => readonly TokenRequest[];
  readonly stop: () => Promise<void>;
}

const ALGORITHM = "ES256";

const peerCertificate = ({ req }: TokenContext): Buffer | undefined =>
  req.socket instanceof TLSSocket ? req.socket.getPeerCertificate().raw : undefined;

/** How the server knows clients by the certificates that they show. */
const mutualTls = {
  enabled: true,
  tlsClientAuth: true,
  selfSignedTlsClientAuth: true,
  certificateBoundAccessTokens: true,
  getCertificate: (context: TokenContext) => {
    const raw = peerCertificate(context);
    return raw === undefined ? undefined : new X509Certificate(raw).toString();
  },
  certificateAuthorized: ({ req }: TokenContext) => req.socket instanceof TLSSocket && req.socket.authorized,
  certificateSubjectMatches: (context: TokenContext, property: string, expected: string) => {
    const raw = peerCertificate(context);
    return (
      raw !== undefined &&
      property === "tls_client_auth_subject_dn" &&
      new X509Certificate(raw).subject === expected
    );
  },
};

/**
 * Where the server keeps what it issues, in memory, and finds its clients. Clients in its configuration would be cloned
 * into objects of another realm under Jest, and then refused for not being plain.
 */
function storage(registrations: readonly Registration[]): (model: string) => object {
  const memory = createMemoryAdapter(15);
  const clients = {
    find: (id: string) => Promise.resolve(registrations.find(({ client_id }) => client_id === id)),
  };
  return (model) => (model === "Client" ? clients : memory(model));
}

function tokenRequest({ req, oidc, status, body }: TokenContext): TokenRequest {
  const { grant_type: grantType, client_id: clientId, scope, resource } = oidc.params ?? {};
  const principal = req.headers["x-remote-user"];
  const error: unknown =
    typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  return {
    grantType,
    clientId: oidc.client?.clientId ?? clientId,
    scope,
    resource,
    principal: typeof principal === "string" ? principal : undefined,
    status,
    error: typeof error === "string" ? error : undefined,
    at: performance.now(),
  };
}

/**
 * Starts the certified OAuth server, oidc-provider, with a client for every way of authentication, and the grants client
 * credentials, token exchange and JWT bearer. Its JWT tokens carry the Kerberos principal that Apache has let through as
 * `principal`, and the subject of an assertion as `on_behalf_of`.
 *
 * @example
 * ```ts
 * await using server = await startAuthorizationServer({ tokenLife: 3 });
 * const { clientId, clientSecret } = server.clients.post;
 * ```
 * @see https://github.com/panva/node-oidc-provider/blob/main/docs/README.md
 */
export async function startAuthorizationServer(
  options: AuthorizationServerOptions = {},
): Promise<AuthorizationServer> {
  const { audience = AUDIENCE, tokenLife = 3_600, certificates } = options;
  const resources = [audience, ...(options.resources ?? [])];
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = { kid: "server-key", alg: ALGORITHM, use: "sig" };
  const jwks: JSONWebKeySet = { keys: [{ ...(await exportJWK(publicKey)), ...key }] };
  const { clients, registrations } = await registerClients(certificates, options.clients ?? []);

  let serve: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = await listen(
    (request, response) => serve(request, response),
    certificates && { certificate: certificates.server, clientCa: certificates.ca.cert },
    options.port,
  );
  let issuer: string;
  try {
    issuer = (await options.behind?.(server.url)) ?? server.url;
  } catch (error) {
    await server.stop();
    throw error;
  }

  const provider = new Provider(issuer, {
    adapter: storage(registrations),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), ...key }] },
    clientDefaults: { id_token_signed_response_alg: ALGORITHM },
    clientBasedCORS: () => false,
    clientAuthMethods: [
      "client_secret_basic",
      "client_secret_post",
      "private_key_jwt",
      "none",
      ...(certificates === undefined ? [] : ["tls_client_auth", "self_signed_tls_client_auth"]),
    ],
    cookies: { keys: [randomBytes(16).toString("hex")] },
    enabledJWA: {
      clientAuthSigningAlgValues: [ALGORITHM],
      dPoPSigningAlgValues: [ALGORITHM, "EdDSA", "Ed25519"],
    },
    scopes: [...SCOPES, FORBIDDEN_SCOPE],
    ttl: { ClientCredentials: tokenLife },
    extraTokenClaims: ({ req, state }: TokenContext) => ({
      principal: req.headers["x-remote-user"],
      on_behalf_of: state["onBehalfOf"],
    }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: {
        enabled: true,
        nonceSecret: randomBytes(32),
        requireNonce: () => options.requireDpopNonce === true,
      },
      ...(certificates === undefined ? {} : { mTLS: mutualTls }),
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: (_context: TokenContext, resource: string) => {
          if (!resources.includes(resource)) throw new errors.InvalidTarget("unknown resource");
          return {
            audience: resource,
            scope: [...SCOPES, FORBIDDEN_SCOPE].join(" "),
            accessTokenTTL: tokenLife,
            accessTokenFormat: options.accessTokenFormat ?? "jwt",
            ...(options.accessTokenFormat === "opaque" ? {} : { jwt: { sign: { alg: ALGORITHM } } }),
          };
        },
      },
    },
  });
  provider.proxy = options.behind !== undefined;
  registerGrants(provider, audience, [{ issuer, jwks }, ...(options.trustedIssuers ?? [])]);
  // What goes wrong inside would else reach the client as a bare 500.
  provider.on("server_error", (_context, error) => process.stderr.write(`oidc-provider: ${error.stack}\n`));
  const requests: TokenRequest[] = [];
  provider.use(async (context, next) => {
    await next();
    if (context.path === "/token") requests.push(tokenRequest(context));
  });
  const callback = provider.callback();
  serve = (request, response) => void callback(request, response);

  return {
    ...server,
    issuer,
    tokenEndpoint: `${issuer}/token`,
    audience,
    jwks,
    clients,
    requests: () => requests,
  };
}
