import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "@jest/globals";

/** A service under test on a free loopback port: `/500` fails, everything else is well. */
export function useSut(): { readonly url: string } {
  const server = createServer((request, response) => {
    response.statusCode = request.url === "/500" ? 500 : 200;
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
  });
  const sut = { url: "" };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    sut.url = `http://127.0.0.1:${port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return sut;
}
