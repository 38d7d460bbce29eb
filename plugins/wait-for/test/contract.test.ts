import { createSilentServer, describePlugin } from "../../../packages/plugin-testkit/src/index.ts";
import { closedPort, listen } from "../../../tools/servers/index.ts";
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
    const { url, stop } = await listen((_request, response) => void response.end());
    return { target: url, verdict: "passed", release: stop };
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
