// A namespace for one run of the suite.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { kubectl, tryKubectl } from "./kubectl.ts";

/** Finds what a run that was killed has left: `kubectl delete namespace --selector testcar/suite=cluster`. */
const SUITE = { "testcar/suite": "cluster" };

/** What `testcar inject` makes has to be let in where the rules are strict. */
const RESTRICTED = { "pod-security.kubernetes.io/enforce": "restricted" };

/** The Secret with the credentials of the registry. */
export const PULL_SECRET = "testcar-pull";

/** A name that nobody has. */
export const newNamespace = (): string => `testcar-e2e-${randomBytes(4).toString("hex")}`;

export async function createNamespace(name: string): Promise<void> {
  const labels = { ...SUITE, ...RESTRICTED };
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
  await kubectl(["create", "--filename", "-"], JSON.stringify(namespace));
}

/** Puts the credentials of a registry into the namespace; by standard input, since arguments are seen by everybody. */
export async function createPullSecret(namespace: string, file: string): Promise<void> {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: PULL_SECRET, namespace },
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": readFileSync(file).toString("base64") },
  };
  await kubectl(["create", "--filename", "-"], JSON.stringify(secret));
}

/** Deletes it with all that is in it; says whether it is gone. In a hurry, the cluster finishes that alone. */
export async function deleteNamespace(name: string, inAHurry: boolean): Promise<boolean> {
  const wait = inAHurry ? ["--wait=false"] : ["--timeout=180s"];
  const command = ["delete", "namespace", name, "--ignore-not-found", ...wait];
  const { exitCode, output } = await tryKubectl(command, { seconds: 200, outlivesStop: true });
  if (exitCode === 0) return true;
  process.stderr.write(`${output}\nThe namespace is still there: kubectl delete namespace ${name}\n`);
  return false;
}
