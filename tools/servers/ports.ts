import { createServer } from "node:net";

/** Whether nothing listens on this port of the loopback interface. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/**
 * A free TCP port on 127.0.0.1, for programs that cannot choose one themselves. It lies below the range from which the
 * kernel takes the ports of outgoing connections, so nothing takes it before the program does, nor while it is down.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
  throw new Error("No free TCP port between 20000 and 32000 on 127.0.0.1");
}
