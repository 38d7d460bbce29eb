// A pod with a real authorization server in it, and a service that verifies its tokens. Both run from this repository, which is
// mounted: their libraries are the test servers' own.
import { fileURLToPath } from "node:url";
import { baseImage } from "./images.ts";
import { configured, NEVER, play, secretMount, uniqueName } from "./manifest.ts";
import type { Manifest, Pod } from "./pod.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

const TESTS = {
  "health.probe": "GET /health 200\n",
  "held.yml": `config: { phases: [{ duration: 1, arrivalCount: 1 }], plugins: { expect: {} }, http: { timeout: 120 } }
scenarios: [{ flow: [{ get: { url: /held, expect: { statusCode: 200 } } }] }]
`,
};

const PLUGINS = [
  "artillery-runner",
  ["wait-for", { tcp: 9000 }],
  "@acme/probes",
  [
    "oauth",
    {
      issuer: "http://127.0.0.1:9000",
      clientId: "testcar",
      clientSecret: "${file:/run/secrets/oauth/client}",
    },
  ],
];

function server(name: string, image: string, mounts: readonly Manifest[]): Manifest {
  return {
    ...NEVER,
    name,
    image,
    args: ["node", "--conditions=testcar:source", `/repository/e2e/pods/issuer/${name}.ts`],
    volumeMounts: mounts,
  };
}

/** Plays it. The volumes' names are the pod's, as everywhere. */
export async function playWithIssuer(agent: string, secret: string): Promise<Pod> {
  const image = await baseImage();
  const name = uniqueName();
  const mounted = { name: "repository", mountPath: "/repository", readOnly: true };
  return play({
    agent,
    service: image,
    name,
    secret,
    ...configured(PLUGINS, TESTS),
    services: [
      server("issuer", image, [mounted, secretMount(`${name}-secret`)]),
      server("sut", image, [mounted]),
    ],
    volumes: [{ name: "repository", hostPath: { path: repository, type: "Directory" } }],
  });
}
