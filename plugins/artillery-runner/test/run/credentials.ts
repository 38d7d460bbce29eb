import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
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

/** A service that keeps what it sees; `/to?URL` redirects there, `/401` always refuses. */
export async function startService(accepts: (headers: IncomingHttpHeaders) => boolean = () => true) {
  const seen: SeenRequest[] = [];
  const server = createServer(({ method = "", url = "", headers }, response) => {
    seen.push({ method, path: url, headers });
    const [path, query = ""] = url.split("?", 2);
    if (path === "/to") response.setHeader("location", decodeURIComponent(query));
    response.statusCode = path === "/to" ? 302 : path === "/401" || !accepts(headers) ? 401 : 200;
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
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
