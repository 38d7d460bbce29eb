import { isObject } from "./json.ts";
import { isOurContainer, isOurVolume } from "./parts.ts";
import { INJECTED } from "./settings.ts";

const OURS: Readonly<Record<string, (name: unknown) => boolean>> = {
  containers: isOurContainer,
  initContainers: isOurContainer,
  volumes: isOurVolume,
};

const isEmpty = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** A value without everything that inject adds, and without what is empty: the same before and after. */
export function withoutParts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutParts);
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([key, member]): readonly (readonly [string, unknown])[] => {
    if (key === INJECTED) return [];
    const isOurs = Object.hasOwn(OURS, key) ? OURS[key] : undefined;
    const rest =
      isOurs !== undefined && Array.isArray(member)
        ? member.filter((item: unknown) => !(isObject(item) && isOurs(item["name"])))
        : member;
    const inner = withoutParts(rest);
    return isEmpty(inner) ? [] : [[key, inner]];
  });
  return Object.fromEntries(members);
}
