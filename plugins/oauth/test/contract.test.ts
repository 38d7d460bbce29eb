import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "@testcar/core";
import { createSilentServer, describePlugin } from "../../../packages/plugin-testkit/src/index.ts";
import { closedPort } from "../../../tools/servers/index.ts";
import oauth from "../src/index.ts";

const target = "http://127.0.0.1:9";
const token = "a-token-of-the-contract-4711";
const clientSecret = new Secret("hunter22-of-the-sea", "${env:SECRET}");
const client = (endpoint: string) => ({ tokenEndpoint: endpoint, clientId: "testcar", clientSecret });

async function startTokenEndpoint() {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: 600 }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  return { url: `http://127.0.0.1:${port}/token`, close };
}

describePlugin(oauth, {
  packageName: "@testcar/plugin-oauth",
  validOptions: client("http://127.0.0.1:9/token"),
  invalidOptions: [
    { options: { ...client("http://127.0.0.1:9/token"), clientID: "testcar" }, path: "clientID" },
    { options: { clientId: "testcar", clientSecret }, path: "issuer" },
    { options: { ...client("http://127.0.0.1:9/token"), clientSecret: "plain" }, path: "clientSecret" },
  ],
  taps: ["preflight"],
  provides: ["oauth"],
  secrets: [token],
  works: async () => {
    const { url, close } = await startTokenEndpoint();
    return { target, options: client(url), verdict: "passed", release: close };
  },
  waits: async () => {
    const { url, close } = await createSilentServer();
    return { target, options: client(url), release: close };
  },
  fails: async () => ({
    target,
    options: { ...client(`http://127.0.0.1:${await closedPort()}/token`), deadline: "1s" },
  }),
});
