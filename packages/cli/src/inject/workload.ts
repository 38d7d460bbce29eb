import { isObject, objectAt, objectsAt, textAt, type Unchecked } from "./json.ts";
import type { Path } from "./node.ts";

/** A kind of workload: where its pod is described, and how a pod of it tells its rollout. */
interface Kind {
  readonly groups: readonly string[];
  /** To what has the pod's metadata and spec. */
  readonly template: readonly string[];
  /** Label of its pods that changes with each rollout; only the running pod has it. */
  readonly rollout?: string;
  /** It ends: its containers are not started again for ever. */
  readonly ends?: true;
}

const APPS = ["apps", "extensions"];
const TEMPLATE = ["spec", "template"];

const KINDS: Readonly<Record<string, Kind>> = {
  Pod: { groups: [""], template: [] },
  Deployment: { groups: APPS, template: TEMPLATE, rollout: "pod-template-hash" },
  ReplicaSet: { groups: APPS, template: TEMPLATE, rollout: "pod-template-hash" },
  StatefulSet: { groups: APPS, template: TEMPLATE, rollout: "controller-revision-hash" },
  DaemonSet: { groups: APPS, template: TEMPLATE, rollout: "controller-revision-hash" },
  Job: { groups: ["batch"], template: TEMPLATE, rollout: "batch.kubernetes.io/controller-uid", ends: true },
  CronJob: {
    groups: ["batch"],
    template: ["spec", "jobTemplate", ...TEMPLATE],
    rollout: "batch.kubernetes.io/controller-uid",
    ends: true,
  },
  Rollout: { groups: ["argoproj.io"], template: TEMPLATE, rollout: "rollouts-pod-template-hash" },
};

/** Kinds that get an agent, for messages. */
export const kindNames: readonly string[] = Object.keys(KINDS);

/** One object of a stream, in a list or by itself. */
export interface ManifestObject {
  /** In its document. */
  readonly path: Path;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly value: Unchecked;
  /** How its pods are made; undefined for everything else. */
  readonly pods: Pods | undefined;
}

/** The pods of a workload. */
export interface Pods {
  /** To the template from the document's root. */
  readonly path: Path;
  readonly rollout: string | undefined;
  readonly ends: boolean;
  readonly metadata: Unchecked;
  readonly annotations: Unchecked;
  readonly spec: Unchecked;
}

/** Every object in a document, also those in a `List`. */
export function objectsIn(document: unknown): readonly ManifestObject[] {
  if (!isObject(document)) return [];
  const kind = textAt(document, "kind") ?? "";
  const { items } = document;
  if (!kind.endsWith("List") || !Array.isArray(items))
    return [describe(document, [], kind, textAt(document, "apiVersion") ?? "")];
  return items.flatMap((item: unknown, index) => {
    if (!isObject(item)) return [];
    // The items of a DeploymentList need not say what they are.
    const own = textAt(item, "kind") ?? kind.slice(0, -"List".length);
    const apiVersion = textAt(item, "apiVersion") ?? textAt(document, "apiVersion") ?? "";
    return [describe(item, ["items", index], own, apiVersion)];
  });
}

function describe(value: Unchecked, path: Path, kind: string, apiVersion: string): ManifestObject {
  const metadata = objectAt(value, "metadata");
  return {
    path,
    kind,
    name: textAt(metadata, "name") ?? textAt(metadata, "generateName") ?? "without a name",
    namespace: textAt(metadata, "namespace"),
    value,
    pods: podsOf(value, path, kind, apiVersion),
  };
}

function podsOf(value: Unchecked, path: Path, kind: string, apiVersion: string): Pods | undefined {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  if (known === undefined || !known.groups.includes(group)) return undefined;
  const template = known.template.reduce<Unchecked>(objectAt, value);
  const metadata = objectAt(template, "metadata");
  const spec = objectAt(template, "spec");
  const restartPolicy = textAt(spec, "restartPolicy") ?? "Always";
  return {
    path: [...path, ...known.template],
    rollout: known.rollout,
    ends: known.ends === true || (kind === "Pod" && restartPolicy !== "Always"),
    metadata,
    annotations: objectAt(metadata, "annotations"),
    spec,
  };
}

/** Containers that stay: the regular ones, then native sidecars. */
export const servingContainers = ({ spec }: Pods): readonly Unchecked[] => [
  ...objectsAt(spec, "containers"),
  ...objectsAt(spec, "initContainers").filter(({ restartPolicy }) => restartPolicy === "Always"),
];
