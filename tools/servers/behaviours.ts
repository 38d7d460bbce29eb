// What a token endpoint does when it does not do what it should. Each is one answer to one token request.
import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers a token request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** Settings of an answer. */
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = { "content-type": "application/json", "cache-control": "no-store" };
const HTML = "<!doctype html><title>Sorry</title><h1>Something is not right</h1>";

/** The token that the endpoint gives: nothing of it may ever be printed. */
export const CANARY_TOKEN = "canary-access-token-4f1d8c52";

/** A good answer, with members changed or left out (undefined). */
export const token =
  (members: Readonly<Record<string, unknown>> = {}, { status = 200, headers = {} }: Answer = {}): Behaviour =>
  (_request, response) => {
    const good = { access_token: CANARY_TOKEN, token_type: "Bearer", expires_in: 300 };
    response.writeHead(status, { ...JSON_TYPE, ...headers });
    response.end(JSON.stringify({ ...good, ...members }));
  };

/** An error as RFC 6749, section 5.2, has it: `invalid_client`, `invalid_scope`, `invalid_grant` … */
export const oauthError =
  (error: string, { status = 400, headers = {} }: Answer = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { ...JSON_TYPE, ...headers });
    response.end(JSON.stringify({ error, error_description: `canary description of ${error}` }));
  };

/** A page for people, as proxies send it. */
export const html =
  (status: number, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "text/html", ...headers });
    response.end(HTML);
  };

/** 302 to somewhere else. */
export const redirect =
  (location: string): Behaviour =>
  (_request, response) => {
    response.writeHead(302, { location }).end();
  };

/** 401 with a challenge, as a server that wants another authentication sends it. */
export const challenge = (value = 'Basic realm="tokens"'): Behaviour =>
  oauthError("invalid_client", { status: 401, headers: { "www-authenticate": value } });

/** 429: come back later. */
export const tooMany = (retryAfterSeconds: number): Behaviour =>
  oauthError("temporarily_unavailable", {
    status: 429,
    headers: { "retry-after": String(retryAfterSeconds) },
  });

/** Accepts the request and never answers. */
export const slowHeaders: Behaviour = () => {};

/** Sends half of the body and no more. */
export const slowBody: Behaviour = (_request, response) => {
  response.writeHead(200, { ...JSON_TYPE, "content-length": "200" });
  response.write(`{"access_token":"${CANARY_TOKEN}",`);
};

/** Sends half of the body, then resets the connection. */
export const resetMidBody: Behaviour = (request, response) => {
  slowBody(request, response);
  // The client is to have read the head: only then does the reset hit its body.
  response.write(" ", () => setImmediate(() => request.socket.resetAndDestroy()));
};

/** Resets the connection instead of answering. */
export const reset: Behaviour = (request) => request.socket.resetAndDestroy();

/** A body that says JSON and is none. */
export const notJson: Behaviour = (_request, response) => {
  response.writeHead(200, JSON_TYPE);
  response.end(`{"access_token":"${CANARY_TOKEN}"`);
};

/** Goes through behaviours one request after the other, and stays with the last one. */
export function sequence(first: Behaviour, ...rest: readonly Behaviour[]): Behaviour {
  const all = [first, ...rest];
  let next = 0;
  return (request, response) => {
    const behaviour = all[Math.min(next, all.length - 1)] ?? first;
    next += 1;
    behaviour(request, response);
  };
}

/** Misbehaves a number of times, then is well. */
export const times = (count: number, behaviour: Behaviour, then: Behaviour = token()): Behaviour =>
  count === 0 ? then : sequence(behaviour, ...Array.from({ length: count - 1 }, () => behaviour), then);
