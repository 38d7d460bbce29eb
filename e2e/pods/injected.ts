// The pod of a Deployment that `testcar inject` has put the agent into.
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { NEVER, secretManifest, secretMount, uniqueName } from "./manifest.ts";
import { Pod } from "./pod.ts";

const testcar = fileURLToPath(new URL("../../packages/cli/bin/testcar.js", import.meta.url));

/** A Deployment of the service, as its team would write it. */
const deployment = (name: string, image: string) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name: "sut", image, ...NEVER, volumeMounts: [secretMount("service-secret")] }],
        volumes: [{ name: "service-secret", secret: { secretName: "oauth" } }],
      },
    },
  },
});

/** What podman 4.3 cannot do is taken out: init containers with Always, and names that are not the machine's only ones. */
function forPodman(name: string, spec: object): object {
  const text = JSON.stringify({ ...spec, restartPolicy: "OnFailure" })
    .replaceAll(
      /"name":"((?:testcar|service)-(?:tests|state|tmp|no-token|secret)[-\d]*)"/g,
      `"name":"${name}-$1"`,
    )
    .replaceAll('"secretName":"oauth"', `"secretName":"${name}-oauth","optional":false`);
  return JSON.parse(text);
}

/** Injects, and plays what comes out. */
export async function playInjected(agent: string, service: string, secret: string): Promise<Pod> {
  const name = uniqueName();
  const flags = [
    "--image",
    agent,
    "--image-pull-policy",
    "Never",
    "--tests",
    "/srv/tests",
    "--secret",
    "oauth",
  ];
  const target = ["--target", "http://127.0.0.1:8080", "-f", "-"];
  const args = ["--conditions=testcar:source", testcar, "inject", ...flags, ...target];
  const { stdout } = await execa(process.execPath, args, { input: stringify(deployment(name, service)) });
  const { metadata, spec } = parse(stdout).spec.template;
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name },
    spec: forPodman(name, spec),
  };
  return Pod.play(name, [secretManifest(`${name}-oauth`, secret), pod]);
}
