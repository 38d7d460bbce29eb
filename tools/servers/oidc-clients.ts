import { createPublicKey, X509Certificate } from "node:crypto";
import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from "jose";
import type { Certificates } from "./certificates.ts";
import { JWT_BEARER, TOKEN_EXCHANGE } from "./oidc-grants.ts";

/** What a client of the authorization server knows of itself. */
export interface RegisteredClients {
  readonly basic: { readonly clientId: string; readonly clientSecret: string };
  readonly post: { readonly clientId: string; readonly clientSecret: string };
  /** Authenticates with nothing. */
  readonly none: { readonly clientId: string };
  /** `private_key_jwt` with ES256. */
  readonly privateKey: { readonly clientId: string; readonly jwk: JWK; readonly pem: string };
  /** Gets DPoP-bound tokens only; `client_secret_post`. */
  readonly dpop: { readonly clientId: string; readonly clientSecret: string };
  /** Only with certificates: shows `certificates.client`. */
  readonly tls: { readonly clientId: string };
  /** Only with certificates: shows `certificates.selfSignedClient`. */
  readonly selfSignedTls: { readonly clientId: string };
}

/** Scopes that every client may have. */
export const SCOPES = ["api:read", "api:write"] as const;

/** A scope that the server knows and gives to no client: asking for it is `invalid_scope`. Unknown ones are dropped. */
export const FORBIDDEN_SCOPE = "api:admin";

/** What the server knows of a client, in the names of RFC 7591. */
export interface Registration {
  readonly client_id: string;
  readonly [member: string]: unknown;
}

const common = {
  grant_types: ["client_credentials", TOKEN_EXCHANGE, JWT_BEARER],
  redirect_uris: [],
  response_types: [],
  scope: SCOPES.join(" "),
} as const;

/** The public half of a certificate as a key that is registered. */
async function certificateKey(pem: string): Promise<JWK> {
  const jwk = await exportJWK(createPublicKey(pem));
  return { ...jwk, x5c: [new X509Certificate(pem).raw.toString("base64")] };
}

/** Another client, with a secret of its own. */
export interface SecretClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default: `client_secret_post`. */
  readonly authentication?: "client_secret_basic" | "client_secret_post";
  /** Gets DPoP-bound tokens only. */
  readonly dpop?: boolean;
}

/** The clients, and their registrations as oidc-provider reads them. */
export async function registerClients(
  certificates: Certificates | undefined,
  others: readonly SecretClient[],
): Promise<{ readonly clients: RegisteredClients; readonly registrations: readonly Registration[] }> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const kid = "client-key";
  const clients: RegisteredClients = {
    basic: { clientId: "basic-client", clientSecret: "basic-client-secret-5c1f" },
    post: { clientId: "post-client", clientSecret: "post-client-secret-77ab" },
    none: { clientId: "public-client" },
    privateKey: {
      clientId: "private-key-client",
      jwk: { ...(await exportJWK(privateKey)), kid, alg: "ES256" },
      pem: await exportPKCS8(privateKey),
    },
    dpop: { clientId: "dpop-client", clientSecret: "dpop-client-secret-09d4" },
    tls: { clientId: "tls-client" },
    selfSignedTls: { clientId: "self-signed-tls-client" },
  };
  const withSecret = (
    { clientId, clientSecret, authentication, dpop }: SecretClient,
    method = authentication ?? "client_secret_post",
  ): Registration => ({
    ...common,
    client_id: clientId,
    client_secret: clientSecret,
    token_endpoint_auth_method: method,
    ...(dpop === true ? { dpop_bound_access_tokens: true } : {}),
  });
  const registrations = [
    withSecret(clients.basic, "client_secret_basic"),
    withSecret(clients.post, "client_secret_post"),
    ...others.map((client) => withSecret(client)),
    withSecret({ ...clients.dpop, dpop: true }),
    { ...common, client_id: clients.none.clientId, token_endpoint_auth_method: "none" },
    {
      ...common,
      client_id: clients.privateKey.clientId,
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }] },
    },
  ];
  if (certificates === undefined) return { clients, registrations };
  const byCertificate = [
    {
      ...common,
      client_id: clients.tls.clientId,
      token_endpoint_auth_method: "tls_client_auth",
      tls_client_auth_subject_dn: "CN=testcar-client",
    },
    {
      ...common,
      client_id: clients.selfSignedTls.clientId,
      token_endpoint_auth_method: "self_signed_tls_client_auth",
      jwks: { keys: [await certificateKey(certificates.selfSignedClient.cert)] },
    },
  ];
  return { clients, registrations: [...registrations, ...byCertificate] };
}
