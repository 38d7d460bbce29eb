/** How the client authenticates (RFC 6749, 7523, 8705). */
export const authentications = [
  "client_secret_basic",
  "client_secret_post",
  "private_key_jwt",
  "tls_client_auth",
  "self_signed_tls_client_auth",
  "none",
] as const;

/** See {@link authentications}. */
export type Authentication = (typeof authentications)[number];

/** How a private_key_jwt is signed (RFC 7518, 8037, 9864). */
export const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;

/** See {@link algorithms}. */
export type Algorithm = (typeof algorithms)[number];

/** What is exchanged for a token. */
export const grants = ["client_credentials", "token_exchange", "jwt_bearer"] as const;
