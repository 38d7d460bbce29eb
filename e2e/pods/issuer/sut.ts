// A service that lets in who has a token of the pod's authorization server, which it asks for its keys.
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { AUDIENCE } from "../../../tools/servers/index.ts";

const issuer = "http://127.0.0.1:9000";
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

/** Gives whose token it is; undefined when it is no token. */
async function clientOf({ headers }: IncomingMessage): Promise<string | undefined> {
  const [, token = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
  const { payload } = await jwtVerify(token, keys, { issuer, audience: AUDIENCE, typ: "at+jwt" });
  // For the tests, which look for it where it must not be.
  appendFileSync("/tmp/tokens", `${token}\n`);
  return String(payload["client_id"]);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url } = request;
  const client = await clientOf(request).catch(() => undefined);
  const status = client === undefined ? 401 : 200;
  process.stdout.write(`${method} ${url} ${status} of ${client ?? "nobody"}\n`);
  // Waits until the tests have looked around.
  if (url === "/held") await once(process, "SIGUSR2");
  response.writeHead(status).end();
}

const server = createServer((request, response) => void answer(request, response));
server.listen(8080, "127.0.0.1");
await once(server, "listening");
await fetch("http://127.0.0.1:8080/health");
process.on("SIGTERM", () => process.exit(0));
