import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSilentServer, describePlugin } from "../../../packages/plugin-testkit/src/index.ts";
import { closedPort } from "../../../tools/servers/index.ts";
import waitFor from "../src/index.ts";

describePlugin(waitFor, {
  packageName: "@testcar/plugin-wait-for",
  validOptions: { http: "/ready" },
  invalidOptions: [
    { options: { http: "/ready", deadline: "soon" }, path: "deadline" },
    { options: { htp: "/ready" }, path: "htp" },
  ],
  taps: ["preflight"],
  works: async () => {
    const server = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const { port } = server.address() as AddressInfo;
    const release = (): void => {
      server.closeAllConnections();
      server.close();
    };
    return { target: `http://127.0.0.1:${port}`, verdict: "passed", release };
  },
  waits: async () => {
    const { url, close } = await createSilentServer();
    return { target: url, release: close };
  },
  fails: async () => ({
    target: `http://127.0.0.1:${await closedPort()}`,
    options: { http: "/ready", deadline: "1s" },
  }),
});
