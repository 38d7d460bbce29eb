import { type Behaviour, token } from "./behaviours.ts";
import { type HttpServer, listen, type Tls } from "./http.ts";
import { recorder, type SeenRequest } from "./seen.ts";

/** A token endpoint that does on demand what it should not. */
export interface MisbehavingTokenEndpoint extends HttpServer {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** Token requests so far, also those that got no answer; the status is that of the head that was sent. */
  readonly seen: () => readonly SeenRequest[];
  /** The form of each token request. */
  readonly forms: () => readonly URLSearchParams[];
  readonly hits: () => number;
  /** What happens to token requests from now on. */
  readonly behave: (behaviour: Behaviour) => void;
  /** What happens to requests for the discovery document from now on; without one, it is served as it should be. */
  readonly behaveAtDiscovery: (behaviour?: Behaviour) => void;
}

/** How it starts. */
export interface MisbehavingOptions {
  /** Default: it gives a token. */
  readonly behaviour?: Behaviour;
  readonly tls?: Tls;
  /** Members that change the discovery document, for example another `issuer`. */
  readonly discovery?: Readonly<Record<string, unknown>>;
}

/**
 * Starts a token endpoint with a discovery document on 127.0.0.1.
 *
 * @example
 * ```ts
 * await using server = await startMisbehavingTokenEndpoint({ behaviour: times(2, html(503)) });
 * ```
 */
export async function startMisbehavingTokenEndpoint(
  options: MisbehavingOptions = {},
): Promise<MisbehavingTokenEndpoint> {
  const { seen, record } = recorder();
  const forms: URLSearchParams[] = [];
  let atToken = options.behaviour ?? token();
  let atDiscovery: Behaviour | undefined;
  const discovery: Behaviour = (_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        issuer: server.url,
        token_endpoint: `${server.url}/token`,
        jwks_uri: `${server.url}/jwks`,
        ...options.discovery,
      }),
    );
  };
  const server = await listen((request, response) => {
    const path = request.url ?? "/";
    if (path.startsWith("/.well-known/")) return (atDiscovery ?? discovery)(request, response);
    if (path !== "/token") return response.writeHead(404).end();
    let form = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      form += chunk;
    });
    request.on("end", () => {
      forms.push(new URLSearchParams(form));
      atToken(request, response);
      record(request, response.statusCode);
    });
  }, options.tls);
  return {
    ...server,
    issuer: server.url,
    tokenEndpoint: `${server.url}/token`,
    seen,
    forms: () => forms,
    hits: () => forms.length,
    behave: (behaviour) => {
      atToken = behaviour;
    },
    behaveAtDiscovery: (behaviour) => {
      atDiscovery = behaviour;
    },
  };
}
