import { createServer, type Socket } from "node:net";

/** A server that takes connections and never answers. */
export interface SilentServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Opens a server on the loopback that never answers: for what has to be stopped while it waits.
 *
 * @example
 * ```ts
 * const waits = async () => {
 *   const { url, close } = await createSilentServer();
 *   return { target: url, release: close };
 * };
 * ```
 */
export async function createSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
