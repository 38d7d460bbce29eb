import type { Credential } from "@testcar/core";
import { errors } from "../errors.ts";
import { type ExchangeOptions, exchange, type Incoming, membersOf } from "../http/exchange.ts";
import { shown } from "../options/urls.ts";
import type { OAuthOptions } from "../options.ts";

/** Where the library's answer keeps what the server said of the token's life: the library refuses what makes no sense. */
export const LIFE_MEMBER = "testcar_expires_in";

/** Members that nobody here wants. The library would check them, and errors that hold them are harder to keep. */
const UNUSED = ["expires_in", "id_token", "refresh_token"];

/** Checks what the token is sent as later, and what the library would complain of with the token in its error. */
function usable(members: Readonly<Record<string, unknown>>, url: string, isDpop: boolean): void {
  const { access_token: token, token_type: type, scope } = members;
  const refuse = (reason: string) => errors.ANSWER({ url, reason });
  if (typeof token !== "string" || token === "") throw refuse("there is no access_token in it");
  if (!/^[\x21-\x7e]+$/.test(token)) throw refuse("its access_token cannot stand in a header");
  if (typeof type !== "string") throw refuse("there is no token_type in it");
  if (scope !== undefined && typeof scope !== "string") throw refuse("its scope is no text");
  // N_A: a token from an exchange that is for no OAuth service (RFC 8693, section 2.2.1).
  const wanted = isDpop ? ["dpop"] : ["bearer", "n_a"];
  if (!wanted.includes(type.toLowerCase()))
    throw errors.TOKEN_TYPE({ url, wanted: isDpop ? "DPoP" : "Bearer" });
}

/** The answer as the library may see it. */
function tidy({ status, headers, body }: Incoming, url: string, { dpop, through }: OAuthOptions): Response {
  const members = membersOf(body);
  if (members === undefined) throw errors.NOT_JSON({ url, status, through });
  if (status === 200) usable(members, url, dpop === true);
  else if (status < 400) throw errors.STATUS({ url, status });
  else if (typeof members["error"] !== "string")
    throw errors.REFUSED({ url, status, error: undefined, through });

  const kept = Object.entries(members).filter(([name]) => !UNUSED.includes(name));
  const life = { [LIFE_MEMBER]: members["expires_in"] };
  const nonce = headers.get("dpop-nonce");
  return Response.json(
    { ...Object.fromEntries(kept), ...(status === 200 ? life : {}) },
    { status, headers: nonce === null ? {} : { "dpop-nonce": nonce } },
  );
}

/** The library sends forms. */
const formOf = (body: unknown): string => (body instanceof URLSearchParams ? body.toString() : "");

/** A fetch for the library's token requests. */
export function tokenFetch(
  options: OAuthOptions,
  through: Credential | undefined,
  exchangeOptions: ExchangeOptions,
) {
  return async (
    target: string,
    init: {
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: unknown;
    },
  ): Promise<Response> => {
    const { method } = init;
    // Such headers are for one request: a repeated one needs its own.
    const authorization = await through?.authorize({ url: target, method });
    const headers = { ...init.headers, ...authorization?.headers };
    const answer = await exchange({ url: target, method, headers, body: formOf(init.body) }, exchangeOptions);
    const settled = await authorization?.settle?.({ status: answer.status, headers: answer.headers });
    return tidy({ ...answer, headers: settled ?? answer.headers }, shown(target), options);
  };
}
