import type { IncomingMessage } from "node:http";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { verifyProof } from "./dpop.ts";
import { type HttpServer, listen, type Tls } from "./http.ts";
import { recorder, type SeenRequest } from "./seen.ts";

/** Which tokens the service accepts. */
export interface SutOptions {
  readonly issuer: string;
  /** The issuer's public keys. */
  readonly jwks: JSONWebKeySet;
  /** What a token must be for; default: the audience that `startAuthorizationServer` gives. */
  readonly audience?: string;
  /** A scope that a token must have. */
  readonly scope?: string;
  /** Accepts only tokens that are bound to a key, with a proof. A token that is bound needs its proof anyway. */
  readonly requireDpop?: boolean;
  readonly tls?: Tls;
  /** Called when a request comes, before it is answered. */
  readonly onRequest?: () => void;
}

/** A service under test that wants a bearer token. */
export interface Sut extends HttpServer {
  /** Every request so far, with what was answered. */
  readonly seen: () => readonly SeenRequest[];
}

/** What the authorization server's tokens are for unless said otherwise. */
export const AUDIENCE = "https://sut.testcar.test";

/** The RFC 9068 checks of a token, and the RFC 9449 ones of its proof. */
async function authorize(request: IncomingMessage, url: string, options: SutOptions): Promise<void> {
  const [, scheme = "", token] = /^(\S+) (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
  if (token === undefined) throw new Error("no token");
  const { payload } = await jwtVerify(token, createLocalJWKSet(options.jwks), {
    typ: "at+jwt",
    issuer: options.issuer,
    audience: options.audience ?? AUDIENCE,
    requiredClaims: ["exp", "iat", "jti", "sub", "client_id"],
  });
  const scopes = typeof payload["scope"] === "string" ? payload["scope"].split(" ") : [];
  if (options.scope !== undefined && !scopes.includes(options.scope)) throw new Error("insufficient scope");
  const bound = typeof payload["cnf"] === "object" || options.requireDpop === true;
  if (scheme.toLowerCase() !== (bound ? "dpop" : "bearer")) throw new Error(`scheme ${scheme} does not fit`);
  if (bound) await verifyProof(request, url, token, payload);
}

/**
 * Starts a service on 127.0.0.1 that answers 200 to a valid token and 401 to all else. `/open` needs none, and
 * `/redirect?to=URL` redirects without looking at it.
 */
export async function startSut(options: SutOptions): Promise<Sut> {
  const { seen, record } = recorder();
  const server = await listen((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", server.url);
    const answer = (status: number, problem?: string, headers: Record<string, string> = {}): void => {
      record(request, status, problem);
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(problem === undefined ? { ok: true } : { problem }));
    };
    // An unread body would hold the connection.
    request.resume();
    options.onRequest?.();
    if (pathname === "/open") return answer(200);
    if (pathname === "/redirect") {
      return answer(302, undefined, { location: searchParams.get("to") ?? "/open" });
    }
    authorize(request, `${server.url}${pathname}`, options).then(
      () => answer(200),
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        const challenge = `Bearer error="invalid_token", error_description="${problem.replaceAll('"', "'")}"`;
        answer(401, problem, { "www-authenticate": challenge });
      },
    );
  }, options.tls);
  return { ...server, seen };
}
