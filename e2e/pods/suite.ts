// What all scenarios have: the images, made once, and a pod whose secrets are looked for in the end.
import { createHash, randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, jest, test } from "@jest/globals";
import { filesBelow } from "../canaries/files.ts";
import { type Canary, type Evidence, search } from "../canaries/search.ts";
import { agentImage, serviceImage } from "./images.ts";
import { type PodOptions, play } from "./manifest.ts";
import type { Pod } from "./pod.ts";
import { volumeFolder, whyNoPods } from "./podman.ts";

jest.setTimeout(300_000);

const why = await whyNoPods();
if (why !== undefined) {
  process.stderr.write(`\n*** THE POD TESTS ARE SKIPPED: ${why}. Nothing here proves the image. ***\n\n`);
}

/** A test where pods can be played; beside others. */
export function inPod(title: string, look: () => Promise<void>, deadline?: number): void {
  if (why === undefined) test.concurrent(title, look, deadline);
  else test.skip(title, look);
}

/** For what takes minutes: TESTCAR_PODS_ALL=1. */
export const isWhole = process.env["TESTCAR_PODS_ALL"] === "1";

/** Must-haves of a platform team, with Artillery and a wait for the service. */
const PLUGINS = ["artillery-runner", "wait-for", "oauth", "kerberos", "./examples/in-house-runner"];

export const config = fileURLToPath(new URL("testcar.config.yaml", import.meta.url));

/** The images of all scenarios. */
export const images = { agent: "", service: "" };

beforeAll(async () => {
  if (why !== undefined) return;
  images.service = await serviceImage();
  images.agent = await agentImage("agent", { plugins: PLUGINS, config });
}, 1_200_000);

/** What the service of the suite gives out to who knows the secret, as the file that is mounted has it. */
const tokenOf = (secret: string): string => createHash("sha256").update(`token of ${secret}`).digest("hex");

/** Secrets, and what comes of them: none of it may be in a log or in a file of the agent. */
export function canariesOf(secret: string): readonly Canary[] {
  // Podman 4.3 mounts a Secret as the manifest has it, Kubernetes decoded.
  const mounted = [secret, Buffer.from(secret).toString("base64")];
  return mounted.flatMap((value) => [
    { name: "the client's secret", value },
    { name: "its token", value: tokenOf(value) },
  ]);
}

/** Everything that somebody may read of a pod afterwards. */
async function leftBy(pod: Pod): Promise<readonly Evidence[]> {
  const logs = pod.containers.map(async (name) => ({ place: `log of ${name}`, text: await pod.log(name) }));
  const files = ["state", "tmp"].flatMap((what) => filesBelow(volumeFolder(`${pod.name}-${what}`)));
  return [...(await Promise.all(logs)), ...files];
}

export async function expectNoSecret(pod: Pod, canaries: readonly Canary[]): Promise<void> {
  const left = await leftBy(pod);
  expect(left.length).toBeGreaterThan(2);
  expect(search(left, canaries)).toEqual([]);
}

/** A value that is found nowhere else. */
export const newSecret = (): string => `canary-${randomBytes(20).toString("hex")}`;

/** How a scenario's pod differs from others. */
export type Different = Partial<Omit<PodOptions, "secret">>;

/** Plays a pod, looks at it, and looks for its secrets. */
export function scenario(title: string, different: Different, look: (pod: Pod) => Promise<void>): void {
  inPod(title, async () => {
    const secret = newSecret();
    await using pod = await play({ ...images, secret, ...different });
    await look(pod);
    await expectNoSecret(pod, canariesOf(secret));
  });
}

export const finished = /"type":"run\.finished"/;

/** How often something is in a text. */
export const count = (text: string, part: string): number => text.split(part).length - 1;
