import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Fixed by RFC 6455, section 1.3. */
const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const json = { "content-type": "application/json" };

let resetNext = false;

/** What each path answers. `/status/503` answers with that status. */
const routes = {
  "/ok": (_request, response) => response.end("ok"),
  "/json": (_request, response) => response.writeHead(200, json).end('{"name":"testcar"}'),
  "/reset": (request) => request.socket.resetAndDestroy(),
  "/every-other-reset": (request, response) => {
    resetNext = !resetNext;
    return resetNext ? request.socket.resetAndDestroy() : response.end("ok");
  },
  // Never answers: the connection ends with the server.
  "/slow": () => {},
  "/late": async (_request, response) => {
    await delay(200);
    response.end("late");
  },
};

function answer(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  const status = /^\/status\/([2-5]\d\d)$/.exec(pathname)?.[1];
  if (status !== undefined) return response.writeHead(Number(status)).end();
  const route = routes[pathname];
  return route === undefined ? response.writeHead(404).end() : route(request, response);
}

/** Accepts a WebSocket and reads on without an answer: a client needs no more to connect, send and leave. */
function acceptWebSocket(request, socket) {
  const accept = createHash("sha1")
    .update(request.headers["sec-websocket-key"] + WEBSOCKET_GUID)
    .digest("base64");
  socket.on("error", () => socket.destroy());
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.resume();
}

/**
 * Starts the service under test of the truth table on a free loopback port.
 *
 * @returns Its port, and a function that stops it with every connection.
 */
export async function startServer() {
  const sockets = new Set();
  const server = createServer(answer).on("upgrade", acceptWebSocket);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port: server.address().port, close };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { port } = await startServer();
  console.log(port);
}
