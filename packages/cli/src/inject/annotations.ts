import { didYouMean, type TestcarError } from "@testcar/core";
import { injectErrors } from "./errors.ts";
import { objectAt, objectsAt, type Unchecked } from "./json.ts";
import type { Layer } from "./layers.ts";
import { type Path, pathText } from "./node.ts";
import { ANNOTATION_PREFIX, annotationNames, INJECT } from "./settings.ts";
import type { ManifestObject, Pods } from "./workload.ts";

// Of an annotation that is there, its value is wrong, not its name.
const meantBy = (name: string): string =>
  annotationNames.includes(name) ? "" : didYouMean(name, annotationNames).trim();

/** What is wrong with the annotations of a pod template. */
export function wrongAnnotations({ wrong }: Layer, where: string): readonly TestcarError[] {
  return wrong.map(({ name, reason }) =>
    injectErrors.SETTING({
      where: `${where}: `,
      name,
      reason,
      hint: `${meantBy(name)} See testcar inject --help.`.trim(),
    }),
  );
}

/** Annotations at a workload that its pod template does not have: nobody reads them there. */
export function misplaced(own: Unchecked, pods: Pods, path: Path, where: string): readonly TestcarError[] {
  if (pods.annotations === own) return [];
  const names = Object.keys(own).filter(
    (name) => name.startsWith(ANNOTATION_PREFIX) && pods.annotations[name] === undefined,
  );
  if (names.length === 0) return [];
  return [injectErrors.MISPLACED({ where, path: pathText([...path, "metadata", "annotations"]), names })];
}

/** Why a pod gets no agent; undefined when it gets one. */
export function unwanted(
  { value }: ManifestObject,
  { annotations }: Pods,
  optIn: boolean,
): string | undefined {
  if (annotations[INJECT] === "true") return undefined;
  if (annotations[INJECT] === "false") return `${INJECT} is "false"`;
  if (optIn) return `--opt-in, and ${INJECT} is not "true"`;
  const metadata = objectAt(value, "metadata");
  if (objectAt(metadata, "annotations")["helm.sh/hook"] !== undefined) return "a hook of Helm";
  return objectsAt(metadata, "ownerReferences").length > 0 ? "it belongs to another object" : undefined;
}
