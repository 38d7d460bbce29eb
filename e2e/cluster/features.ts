// What a cluster has to have for some of the tests.
import { kubectl, tryKubectl } from "./kubectl.ts";

/** The minor version of Kubernetes that has it without being asked. */
const SINCE = { "native sidecars": 29, "image volumes": 35 } as const;

/** Something that newer clusters can do. */
export type Feature = keyof typeof SINCE;

/** A runtime that is known to be too old for image volumes: containerd before 2.1. CRI-O has them since 1.31. */
const OLD_RUNTIME = /^containerd:\/\/(1\.|2\.0\.)/;

interface Version {
  readonly serverVersion: { readonly gitVersion: string; readonly major: string; readonly minor: string };
}

/** Why a server of this version cannot do it; undefined when it can. Providers write `36+`. */
export function whyNotBy({ serverVersion }: Version, feature: Feature): string | undefined {
  const { gitVersion, major, minor } = serverVersion;
  if (Number(major) > 1 || Number.parseInt(minor, 10) >= SINCE[feature]) return undefined;
  return `${feature} take Kubernetes 1.${SINCE[feature]}, and the server is ${gitVersion}`;
}

/** Nodes may be a secret: then it is tried. */
async function whyNotByRuntime(): Promise<string | undefined> {
  const runtimes = 'jsonpath={range .items[*]}{.status.nodeInfo.containerRuntimeVersion}{"\\n"}{end}';
  const { exitCode, output } = await tryKubectl(["get", "nodes", "--output", runtimes]);
  const old = exitCode === 0 ? output.split("\n").find((runtime) => OLD_RUNTIME.test(runtime)) : undefined;
  return old && `image volumes take containerd 2.1 or CRI-O, and a node has ${old}`;
}

/** Why the cluster cannot do it; undefined when it can, as far as can be known. */
export async function whyNot(feature: Feature): Promise<string | undefined> {
  const why = whyNotBy(JSON.parse(await kubectl(["version", "--output", "json"])), feature);
  if (why !== undefined || feature !== "image volumes") return why;
  return whyNotByRuntime();
}
