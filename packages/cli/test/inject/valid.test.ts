import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { DaemonSet } from "kubernetes-models/apps/v1/DaemonSet";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { ReplicaSet } from "kubernetes-models/apps/v1/ReplicaSet";
import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import { CronJob } from "kubernetes-models/batch/v1/CronJob";
import { Job } from "kubernetes-models/batch/v1/Job";
import { Pod } from "kubernetes-models/v1/Pod";
import { parseAllDocuments } from "yaml";
import { objectsAt, type Unchecked } from "../../src/inject/json.ts";
import { isOurContainer, isOurVolume } from "../../src/inject/parts.ts";
import { type ManifestObject, objectsIn } from "../../src/inject/workload.ts";
import { goldenFile, manifests } from "./manifests.ts";
import { violations } from "./pod-security.ts";

const models: Readonly<Record<string, (value: never) => { validate(): void }>> = {
  CronJob: (value) => new CronJob(value),
  DaemonSet: (value) => new DaemonSet(value),
  Deployment: (value) => new Deployment(value),
  Job: (value) => new Job(value),
  Pod: (value) => new Pod(value),
  ReplicaSet: (value) => new ReplicaSet(value),
  StatefulSet: (value) => new StatefulSet(value),
};

const objectsOf = (text: string): readonly ManifestObject[] =>
  [...parseAllDocuments(text, { version: "1.1" })].flatMap((document) => objectsIn(document.toJS()));

/** Throws when the value is not what the Kubernetes API takes. */
function validate({ kind, value }: ManifestObject): void {
  models[kind]?.(value as never).validate();
}

const isMarked = ({ pods }: ManifestObject): boolean => pods?.annotations["testcar/injected"] === "true";

/** A pod with nothing in it but what inject has put there. */
const oursAlone = (spec: Unchecked): Unchecked => ({
  containers: objectsAt(spec, "containers").filter(({ name }) => isOurContainer(name)),
  initContainers: objectsAt(spec, "initContainers").filter(({ name }) => isOurContainer(name)),
  volumes: objectsAt(spec, "volumes").filter(({ name }) => isOurVolume(name)),
});

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const shipped = globSync("examples/kubernetes/*.yaml", { cwd: root }).sort();

describe.each(manifests)("%s with its agent", (file) => {
  const objects = objectsOf(readFileSync(goldenFile(file), "utf8"));

  test("is what the Kubernetes API takes", () => {
    expect(objects.some(isMarked)).toBe(true);
    for (const object of objects) validate(object);
  });

  test("has nothing of ours that the profile restricted forbids", () => {
    const found = objects.filter(isMarked).flatMap(({ pods }) => violations(oursAlone(pods?.spec ?? {})));
    // The profile does not list image volumes.
    expect(found).toEqual(file === "distroless.yaml" ? ["volume testcar-sut-image: image"] : []);
  });
});

describe.each(shipped)("%s", (file) => {
  const objects = objectsOf(readFileSync(root + file, "utf8"));

  test("is what the Kubernetes API takes, and allowed by the profile restricted", () => {
    expect(objects.some(isMarked)).toBe(true);
    for (const object of objects) validate(object);
    const found = objects.flatMap(({ pods }) => (pods === undefined ? [] : violations(pods.spec)));
    expect(found).toEqual(file.includes("image-volume") ? ["volume testcar-sut-image: image"] : []);
  });
});

describe("the checks themselves", () => {
  test("find what is no manifest", () => {
    const [pod] = objectsOf(
      "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, ports: [{containerPort: x}]}]}",
    );
    expect(() => pod && validate(pod)).toThrow();
  });

  test("find what the profile forbids", () => {
    const secure = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    };
    const container = { name: "a", securityContext: secure };
    expect(violations({ containers: [container] })).toEqual([]);
    expect(violations({ containers: [{ name: "a" }] })).toEqual([
      "a.allowPrivilegeEscalation",
      "a.capabilities.drop",
      "a.runAsNonRoot",
      "a.seccompProfile",
    ]);
    const root = {
      ...container,
      securityContext: { ...secure, runAsUser: 0, capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } },
    };
    expect(
      violations({
        hostNetwork: true,
        initContainers: [root],
        volumes: [{ name: "h", hostPath: { path: "/" } }],
      }),
    ).toEqual(["hostNetwork", "volume h: hostPath", "a.securityContext.runAsUser", "a.capabilities.add"]);
  });
});
