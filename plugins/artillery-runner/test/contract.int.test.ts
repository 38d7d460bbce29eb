import { createSilentServer, describePlugin } from "../../../packages/plugin-testkit/src/index.ts";
import { listen } from "../../../tools/servers/index.ts";
import artilleryRunner from "../src/index.ts";

const script = (seconds: number): string =>
  [
    "config:",
    `  phases: [{ duration: ${seconds}, arrivalRate: 1 }]`,
    "scenarios:",
    "  - flow: [{ get: { url: / } }]",
    "",
  ].join("\n");

// Artillery is looked for where the working directory is.
describePlugin(artilleryRunner, {
  packageName: "@testcar/plugin-artillery-runner",
  validOptions: { policies: { "server-errors": false } },
  invalidOptions: [
    { options: { policies: { "server-error": false } }, path: "policies.server-error" },
    { options: { workers: 0 }, path: "workers" },
  ],
  taps: ["discover", "execute:artillery"],
  works: async () => {
    const { url, stop } = await listen((_request, response) => void response.end());
    return { tests: { "smoke.yml": script(1) }, target: url, verdict: "passed", release: stop };
  },
  waits: async () => {
    const { url, close } = await createSilentServer();
    return { tests: { "load.yml": script(60) }, target: url, release: close };
  },
  fails: { tests: { "smoke.yml": script(1) }, target: "http://127.0.0.1:1" },
});
