import { describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.preflight;
const url = "https://login.example.org/token";

/** A refusal: where, and the server's word for it (RFC 6749, section 5.2), if it is one. */
export interface Refusal {
  readonly url: string;
  readonly status: number;
  /** Missing when it is no plain word. */
  readonly error: string | undefined;
}

const refused = ({ url, status, error }: Refusal): string =>
  `${url} refused with ${error === undefined ? `status ${status}` : `${error} (${status})`}`;

/** What a server says when it gives no token. */
export const refusals = {
  CLIENT_REFUSED: describeError<Refusal & { readonly client: string; readonly authentication: string }>({
    exitCode,
    summary:
      "The authorization server does not accept the client: its id, its proof of who it is, or the way of it.",
    message: ({ client, authentication, ...refusal }) =>
      `${refused(refusal)}: it does not accept the client ${client} with ${authentication}`,
    hint: () =>
      "Check clientId and the secret, key or certificate; and whether the server knows the client with this authentication, not another one.",
    example: {
      url,
      status: 401,
      error: "invalid_client",
      client: "testcar",
      authentication: "client_secret_basic",
    },
  }),
  GRANT_REFUSED: describeError<Refusal & { readonly file: string | undefined }>({
    exitCode,
    summary: "The authorization server does not accept the assertion or subject token.",
    message: ({ file, ...refusal }) =>
      `${refused(refusal)}: it does not accept ${file === undefined ? "the grant" : `what is in ${file}`}`,
    hint: ({ file }) =>
      file === undefined
        ? "Check what the server wants of this grant."
        : "Look whether it has expired, whether its audience is this server, and whether the server trusts its issuer.",
    example: { url, status: 400, error: "invalid_grant", file: "/var/run/secrets/tokens/login" },
  }),
  SCOPE_REFUSED: describeError<Refusal & { readonly scope: string | undefined }>({
    exitCode,
    summary: "The authorization server does not give this client the scopes that were asked for.",
    message: ({ scope, ...refusal }) =>
      `${refused(refusal)}: it does not give ${scope === undefined ? "its default scopes" : scope}`,
    hint: () => "Check the option scope, and have the scopes allowed for this client.",
    example: { url, status: 400, error: "invalid_scope", scope: "orders:read" },
  }),
  TARGET_REFUSED: describeError<Refusal>({
    exitCode,
    summary: "The authorization server does not give tokens for the audience or resource that was asked for.",
    message: refused,
    hint: () =>
      "Check the options audience and resource: the server knows its resources under other names, or none.",
    example: { url, status: 400, error: "invalid_target" },
  }),
  REFUSED: describeError<Refusal & { readonly through: string | undefined }>({
    exitCode,
    summary: "The authorization server refused for another reason.",
    message: refused,
    hint: ({ error, status, through }) =>
      HINTS[error ?? ""] ??
      (through !== undefined && (status === 401 || status === 403)
        ? `Look whether the server lets the identity of ${through} in, and at its log.`
        : "Look at the log of the server, which says more than it tells its clients."),
    example: { url, status: 400, error: "unauthorized_client", through: undefined },
  }),
};

const HINTS: Readonly<Record<string, string>> = {
  unauthorized_client: "Have the grant allowed for this client.",
  unsupported_grant_type:
    "The server does not know the grant: check the option grant, and the token endpoint.",
  invalid_request:
    "The server misses a parameter, or does not want one: check scope, audience, resource and parameters, and whether a proxy has added an authentication.",
  invalid_dpop_proof: "The server does not accept the proof: compare the clocks of both.",
  use_dpop_nonce: "The server wanted a nonce in the proof, got it, and wanted another one.",
};

/** What is wrong with an answer that should have been a token. */
export const answers = {
  REDIRECT: describeError<{ readonly url: string; readonly status: number }>({
    exitCode,
    summary: "The authorization server redirects. Secrets are not sent after a redirect.",
    message: ({ url, status }) => `${url} redirects (${status}) instead of answering`,
    hint: () =>
      "Write the final URL: often https instead of http, or another path; a redirect to a login page means a proxy.",
    example: { url, status: 302 },
  }),
  NOT_JSON: describeError<{
    readonly url: string;
    readonly status: number;
    readonly through: string | undefined;
  }>({
    exitCode,
    summary: "The answer is no JSON: a page for people, mostly, from a proxy or from a wrong URL.",
    message: ({ url, status }) => `${url} answered with ${status} and no JSON`,
    hint: ({ status, through }) =>
      through !== undefined && (status === 401 || status === 403)
        ? `Look whether the server lets the identity of ${through} in.`
        : "Look whether the URL is that of the token endpoint, and what a proxy in front of it answers.",
    example: { url, status: 200, through: undefined },
  }),
  STATUS: describeError<{ readonly url: string; readonly status: number }>({
    exitCode,
    summary: "The server answered with a status that has no meaning here.",
    message: ({ url, status }) => `${url} answered with ${status}, which a token endpoint never does`,
    hint: () => "Look whether the URL is that of the token endpoint.",
    example: { url, status: 201 },
  }),
  ANSWER: describeError<{ readonly url: string; readonly reason: string }>({
    exitCode,
    summary: "The answer is none that the standards know, although its status is 200.",
    message: ({ url, reason }) => `The answer of ${url} is not to be used: ${reason}`,
    hint: () =>
      "Look whether the URL is that of the token endpoint; else it is the server's fault (RFC 6749, section 5.1).",
    example: { url, reason: "there is no access_token in it" },
  }),
  TOKEN_TYPE: describeError<{ readonly url: string; readonly wanted: "Bearer" | "DPoP" }>({
    exitCode,
    summary:
      "The token is of another type than the one that was asked for, and would not be accepted by anybody.",
    message: ({ url, wanted }) => `${url} gave a token whose token_type is not ${wanted}`,
    hint: ({ wanted }) =>
      wanted === "DPoP"
        ? "The server does not bind tokens for this client: have DPoP allowed, or leave the option dpop out."
        : "Set dpop: true when the server binds the client's tokens; other types are not supported.",
    example: { url, wanted: "Bearer" },
  }),
  SCOPES: describeError<{
    readonly url: string;
    readonly missing: readonly string[];
    readonly added: readonly string[];
  }>({
    exitCode,
    summary:
      "The scopes that were granted are not those that were asked for. A warning, unless requireScopes is set.",
    message: ({ url, missing, added }) => {
      const parts = [
        ...(missing.length > 0 ? [`did not grant ${missing.join(" ")}`] : []),
        ...(added.length > 0 ? [`granted ${added.join(" ")} unasked`] : []),
      ];
      return `${url} ${parts.join(", and ")}`;
    },
    hint: () =>
      "Correct the option scope, or what the server allows this client. Many servers drop scopes that they do not know.",
    example: { url, missing: ["orders:write"], added: [] },
  }),
  EXPIRY: describeError<{ readonly url: string }>({
    exitCode,
    summary:
      "A warning: what the server says of the token's life makes no sense, so that it is not renewed in time.",
    message: (data) =>
      `${data.url} gave a token with an expires_in that is no life: when it expires is not known`,
    hint: () =>
      "The token is used until a service refuses it. It is the server's fault (RFC 6749, section 5.1).",
    example: { url },
  }),
};
