import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RequestAuthorizer, RequestHeaders } from "@testcar/core";
import { openEndpoint } from "../../../../packages/core/src/credentials/endpoint.ts";

/** A request that a service got. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/**
 * A service that keeps what it sees; `/to?URL` redirects there, `/401` always refuses, `/cookie` sets one.
 *
 * @param tls - For https.
 */
export async function startService(
  accepts: (headers: IncomingHttpHeaders) => boolean = () => true,
  tls?: { readonly cert: string; readonly key: string },
) {
  const seen: SeenRequest[] = [];
  const listener: RequestListener = ({ method = "", url = "", headers }, response) => {
    seen.push({ method, path: url, headers });
    const [path, query = ""] = url.split("?", 2);
    if (path === "/cookie") response.setHeader("set-cookie", "crumb=1");
    if (path === "/to") response.setHeader("location", decodeURIComponent(query));
    response.statusCode = path === "/to" ? 302 : path === "/401" || !accepts(headers) ? 401 : 200;
    response.end("{}");
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    seen: seen as readonly SeenRequest[],
    /** What requests to a path carried, by the header's name. */
    carried: (name: string, path?: string) =>
      seen
        .filter((request) => path === undefined || request.path === path)
        .map(({ headers }) => headers[name]),
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * The core's real endpoint, with a double of its store behind it.
 *
 * @param authorize - Headers for a URL; undefined when no credential is for it.
 * @param onReject - Told of what a service refused.
 */
export async function openCredentials(
  authorize: (url: URL, method: string) => Omit<RequestHeaders, "credential"> | undefined,
  onReject: RequestAuthorizer["reject"] = async () => false,
) {
  const asked: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), "testcar-artillery-"));
  const storeDouble: RequestAuthorizer = {
    authorize: async ({ url, method }) => {
      asked.push(url);
      const given = authorize(new URL(url), method);
      return given === undefined ? { headers: {} } : { credential: "double", ...given };
    },
    reject: onReject,
  };
  const endpoint = await openEndpoint(directory, storeDouble);
  return {
    env: { TESTCAR_CREDENTIALS_SOCKET: endpoint.path },
    /** URLs that were asked for. */
    asked: asked as readonly string[],
    [Symbol.asyncDispose]: async () => {
      await endpoint.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A proxy that opens a tunnel to wherever it is asked to (RFC 9110, CONNECT). */
export async function startProxy() {
  const tunnels: string[] = [];
  const server = createServer();
  server.on("connect", ({ url = "" }, socket) => {
    tunnels.push(url);
    const [host = "", port] = url.split(":");
    const upstream = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Host and port of each tunnel. */
    tunnels: tunnels as readonly string[],
    [Symbol.dispose]: () => void server.close(),
  };
}
