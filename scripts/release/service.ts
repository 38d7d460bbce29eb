import { createServer } from "node:http";
import { demand } from "./demand.ts";

export interface Service extends AsyncDisposable {
  readonly url: string;
  /** How many requests it got. */
  readonly requests: () => number;
}

/** A service under test that answers everything with 200. */
export async function startService(): Promise<Service> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end("ok");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  demand(address !== null && typeof address === "object", "the service under test has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
