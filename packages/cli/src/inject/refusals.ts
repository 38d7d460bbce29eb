import type { TestcarError } from "@testcar/core";
import { injectErrors } from "./errors.ts";
import { isObject, objectAt, objectsAt, textAt, type Unchecked } from "./json.ts";
import { type Path, pathText } from "./node.ts";
import { isOurContainer, isOurVolume } from "./parts.ts";
import type { Sut } from "./sut.ts";
import type { Pods } from "./workload.ts";

const LISTS = ["containers", "initContainers"] as const;

const itemsOf = (spec: Unchecked, key: string): readonly unknown[] =>
  Array.isArray(spec[key]) ? spec[key] : [];

/** Containers and volumes that have our names and are not ours. */
export function takenNames({ spec, path }: Pods, where: string): readonly TestcarError[] {
  const taken = (key: string, isOurs: (name: unknown) => boolean): readonly TestcarError[] =>
    itemsOf(spec, key).flatMap((item, index) => {
      const name = textAt(item, "name");
      if (name === undefined || !isOurs(name)) return [];
      return [injectErrors.NAME_TAKEN({ where, path: pathText([...path, "spec", key, index]), name })];
    });
  return [...LISTS.flatMap((key) => taken(key, isOurContainer)), ...taken("volumes", isOurVolume)];
}

/** Visits the containers that are not ours, with their paths. */
function foreignContainers({ spec, path }: Pods): readonly (readonly [Unchecked, Path])[] {
  return LISTS.flatMap((key) =>
    itemsOf(spec, key).flatMap((item, index): readonly (readonly [Unchecked, Path])[] =>
      isObject(item) && !isOurContainer(item["name"]) ? [[item, [...path, "spec", key, index]]] : [],
    ),
  );
}

/** Volumes of ours that other containers mount. */
export function sharedVolumes(pods: Pods, where: string): readonly TestcarError[] {
  return foreignContainers(pods).flatMap(([container, path]) =>
    itemsOf(container, "volumeMounts").flatMap((mount, index) => {
      const name = textAt(mount, "name");
      if (name === undefined || !isOurVolume(name)) return [];
      const place = { where, path: pathText([...path, "volumeMounts", index]) };
      return [injectErrors.VOLUME_SHARED({ ...place, name, container: textAt(container, "name") ?? "?" })];
    }),
  );
}

const clean = (path: string): string => path.replaceAll(/\/+/g, "/").replace(/(?<=.)\/$/, "");

const overlaps = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

/** Volumes that hide the tests in the container under test: what is copied is not what it has. */
export function hiddenTests({ spec }: Pods, sut: Sut, tests: string, where: string): readonly TestcarError[] {
  const volumes = objectsAt(spec, "volumes");
  return itemsOf(sut.container, "volumeMounts").flatMap((mount, index) => {
    const mountPath = textAt(mount, "mountPath");
    const name = textAt(mount, "name");
    if (mountPath === undefined || isOurVolume(name) || !overlaps(clean(mountPath), clean(tests))) return [];
    const isEmptyDir = volumes.some((volume) => volume["name"] === name && volume["emptyDir"] !== undefined);
    const path = `${sut.path}.volumeMounts[${index}]`;
    return [injectErrors.TESTS_HIDDEN({ where, path, container: sut.name, mountPath, isEmptyDir })];
  });
}

/** Containers, and pods, that end in a workload that does not. */
export function endingContainers(pods: Pods, kind: string, where: string): readonly TestcarError[] {
  if (pods.ends) return [];
  const policies: (readonly [unknown, Path])[] = [
    [pods.spec["restartPolicy"], [...pods.path, "spec", "restartPolicy"]],
    ...foreignContainers(pods).map(
      ([container, path]) => [container["restartPolicy"], [...path, "restartPolicy"]] as const,
    ),
  ];
  return policies
    .filter(([policy]) => policy !== undefined && policy !== "Always")
    .map(([policy, path]) =>
      injectErrors.RESTART_POLICY({ where, path: pathText(path), policy: String(policy), kind }),
    );
}

/** Pods for Windows. */
export function windowsPods({ spec, path }: Pods, where: string): readonly TestcarError[] {
  const byName = objectAt(spec, "os")["name"] === "windows";
  const byNode = objectAt(spec, "nodeSelector")["kubernetes.io/os"] === "windows";
  if (!byName && !byNode) return [];
  return [injectErrors.WINDOWS({ where, path: pathText([...path, "spec", byName ? "os" : "nodeSelector"]) })];
}
