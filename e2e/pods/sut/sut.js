// The service under test: logs each request. It gives out its own tokens (a double of an authorization server: the real one is
// in issuer.ts), and answers nobody without. BROKEN=1 makes it a service that must not be released.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const secret = readFileSync("/run/secrets/oauth/client", "utf8");
// The tests know it as well, and look for it where it must not be.
const token = createHash("sha256").update(`token of ${secret}`).digest("hex");

const isClient = (authorization = "") => {
  const [id, given = ""] = Buffer.from(authorization.replace("Basic ", ""), "base64").toString().split(":");
  return id === "testcar" && decodeURIComponent(given) === secret;
};

function answer({ method, url, headers }) {
  if (`${method} ${url}` === "POST /token") {
    return isClient(headers.authorization)
      ? [200, JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 3600 })]
      : [401, JSON.stringify({ error: "invalid_client" })];
  }
  if (headers.authorization !== `Bearer ${token}`) return [401, ""];
  if (url !== "/health") return [404, ""];
  return [process.env.BROKEN === "1" ? 503 : 200, "up"];
}

const server = createServer((request, response) => {
  request.resume();
  const [status, body] = answer(request);
  // Never answers: whoever asks is in the middle of a run.
  const isSlow = request.url === "/slow" && request.headers.authorization === `Bearer ${token}`;
  process.stdout.write(`${request.method} ${request.url} ${isSlow ? "" : status}\n`);
  if (!isSlow) response.writeHead(status, { "content-type": "application/json" }).end(body);
});
server.listen(8080, "127.0.0.1", () => process.stdout.write("listening\n"));
process.on("SIGTERM", () => process.exit(0));
