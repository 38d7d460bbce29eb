import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Certificate } from "./certificates.ts";

/** What an https server shows, and whether it asks for a client's certificate. */
export interface Tls {
  readonly certificate: Certificate;
  /** PEM of the authority of clients: asks for their certificate, and lets those without one in. */
  readonly clientCa?: string;
}

/** An http server on 127.0.0.1. */
export interface HttpServer extends AsyncDisposable {
  /** Its origin, for example `http://127.0.0.1:38211`. */
  readonly url: string;
  readonly port: number;
  /** Ends it at once, also the connections that are open. */
  readonly stop: () => Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1.
 *
 * @param port - a port to take again after a stop
 */
export async function listen(listener: RequestListener, tls?: Tls, port = 0): Promise<HttpServer> {
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer(
          {
            cert: tls.certificate.cert,
            key: tls.certificate.key,
            ...(tls.clientCa === undefined
              ? {}
              : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: false }),
          },
          listener,
        );
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP port");
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${address.port}`,
    port: address.port,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
