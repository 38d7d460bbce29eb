import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { freePort } from "./ports.ts";

/** A server that accepts connections and never answers: a silent KDC, or a silent token endpoint. */
export interface BlackHole extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Connections accepted so far. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts a silent server on a free port of 127.0.0.1. */
export async function startBlackHole(): Promise<BlackHole> {
  const open = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    open.add(socket);
    socket.resume();
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP port");
  const stop = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  };
  const url = `http://127.0.0.1:${address.port}`;
  return { port: address.port, url, connections: () => accepted, stop, [Symbol.asyncDispose]: stop };
}

/** A port of 127.0.0.1 at which nothing listens: connections are refused. */
export const closedPort = (): Promise<number> => freePort();
