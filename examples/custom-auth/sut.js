// The service under test: answers to whoever signs each request with a key that it knows.
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const keys = new Map([
  ["testcar", readFileSync(new URL("keys/testcar.key", import.meta.url), "utf8").trim()],
]);

/** Says what is wrong with a signature; nothing when it is right. */
function complaint({ method, url, headers }) {
  const header = String(headers["x-acme-signature"]);
  const [, client, date, signature] = /^client=(\S+) date=(\S+) signature=(\S+)$/.exec(header) ?? [];
  const key = keys.get(client);
  if (key === undefined) return "nobody has signed this";
  if (Math.abs(Date.now() - Date.parse(date)) > 30_000) return "this was signed at another time";
  const expected = createHmac("sha256", key).update(`${method}\n${url}\n${date}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return "this is not the signature";
  return undefined;
}

const server = createServer((request, response) => {
  request.resume();
  const error = complaint(request);
  const status = error !== undefined ? 401 : request.method === "POST" ? 201 : 200;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error }));
});

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`);
});
