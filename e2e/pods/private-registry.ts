// A double of a private npm registry: npm's own protocol for one package, and nothing without the token.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

export interface PrivateRegistry extends AsyncDisposable {
  readonly url: string;
  /** Each request: the path, and the status that it got. */
  readonly seen: readonly (readonly [path: string, status: number])[];
}

/** Serves a packed package to whoever has the token. */
export async function startPrivateRegistry(
  name: string,
  version: string,
  tarball: string,
  token: string,
): Promise<PrivateRegistry> {
  const content = readFileSync(tarball);
  const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
  const seen: [string, number][] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    const answer = (status: number, body: Buffer | string): void => {
      seen.push([path, status]);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    };
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, "{}");
    if (path === "/package.tgz") return answer(200, content);
    if (path !== `/${name}`) return answer(404, "{}");
    const manifest = { name, version, dist: { integrity, tarball: `${url}package.tgz` } };
    return answer(
      200,
      JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: manifest } }),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
  return {
    url,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
