import { createServer } from "node:net";

/** Whether nothing listens on this port of the loopback interface. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

const FIRST = 20_000;
const COUNT = 12_000;
/** Each process starts at a port of its own, so that tests that run side by side do not take each other's. */
let next = (process.pid % 120) * 100;

/**
 * A free TCP port on 127.0.0.1, for programs that cannot choose one themselves. It lies below the range from which the
 * kernel takes the ports of outgoing connections, so nothing takes it before the program does, nor while it is down.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < COUNT; attempt += 1) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isFree(port)) return port;
  }
  throw new Error(`No free TCP port between ${FIRST} and ${FIRST + COUNT} on 127.0.0.1`);
}
