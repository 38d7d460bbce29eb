import type { Edit } from "./edit.ts";
import { isObject, type Unchecked } from "./json.ts";
import { type MapNode, pairOf } from "./node.ts";
import { isOurContainer, isOurVolume, type Parts } from "./parts.ts";
import { reconcileList, removeMember, setMember } from "./reconcile.ts";
import { INJECTED } from "./settings.ts";
import type { Pods } from "./workload.ts";

const METADATA = ["metadata", "annotations"];

/** Marks a pod template as one that has been here, or takes the mark away. */
export const markEdits = (
  text: string,
  template: MapNode,
  pods: Pods,
  isWanted: boolean,
): readonly Edit[] => {
  if (!isWanted) return removeMember(text, template, METADATA, INJECTED);
  return pods.annotations[INJECTED] === undefined
    ? setMember(text, template, METADATA, INJECTED, "true")
    : [];
};

/** Makes our containers and volumes in a pod what they have to be. */
export function partEdits(text: string, spec: MapNode, value: Unchecked, parts: Parts): readonly Edit[] {
  const model = pairOf(spec, "containers") ?? pairOf(spec, "initContainers");
  const present = (key: string): readonly Unchecked[] => {
    const list = value[key];
    return Array.isArray(list) ? list.map((item: unknown) => (isObject(item) ? item : {})) : [];
  };
  const lists = [
    { key: "containers", isOurs: isOurContainer, wanted: parts.containers },
    { key: "initContainers", isOurs: isOurContainer, wanted: parts.initContainers },
    { key: "volumes", isOurs: isOurVolume, wanted: parts.volumes },
  ];
  return lists.flatMap((list) => reconcileList(text, spec, { ...list, present: present(list.key) }, model));
}
