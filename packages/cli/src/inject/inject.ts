import { isDeepStrictEqual } from "node:util";
import type { TestcarError } from "@testcar/core";
import { misplaced, unwanted, wrongAnnotations } from "./annotations.ts";
import { applyEdits, type Edit } from "./edit.ts";
import { injectErrors } from "./errors.ts";
import { objectAt } from "./json.ts";
import { type Layer, mergeSettings, readAnnotations } from "./layers.ts";
import { nodesAlong, pairOf, pathText } from "./node.ts";
import { markEdits, partEdits } from "./part-edits.ts";
import { noParts, type Plan, partsOf } from "./parts.ts";
import { planFor } from "./plan.ts";
import { INJECT, INJECTED } from "./settings.ts";
import { sharedParts } from "./shared-parts.ts";
import { withoutParts } from "./without-parts.ts";
import { type ManifestObject, objectsIn, type Pods } from "./workload.ts";
import { type ManifestDocument, parseStream } from "./yaml.ts";

/** What holds for every manifest. */
export interface InjectRequest {
  /** Flags of the command line; annotations of a pod template win over them. */
  readonly flags: Layer;
  /** Only pods that ask for it get an agent. */
  readonly optIn: boolean;
}

/** What was done with one workload. */
export interface Note {
  readonly where: string;
  readonly text: string;
}

/** A stream of manifests with agents in it. With problems, the text is not to be used. */
export interface Injected {
  readonly text: string;
  readonly notes: readonly Note[];
  readonly problems: readonly TestcarError[];
}

/**
 * Puts an agent into every pod of a stream of manifests that is to have one, and takes it out of those that are not to have one any
 * more. Everything else stays as it is, byte for byte.
 *
 * @param text - YAML or JSON, several documents or one.
 * @param file - What problems call the text.
 */
export function inject(text: string, file: string, request: InjectRequest): Injected {
  const first = injectOnce(text, file, request);
  const { notes, problems } = first;
  if (problems.length > 0 || first.edits.length === 0) return { text, notes, problems };
  const result = applyEdits(text, first.edits);
  // Text was put into text: what came of it has to mean what was meant, whatever way the manifest is written in.
  const second = injectOnce(result, file, request);
  const isStable = second.problems.length === 0 && second.edits.length === 0;
  const isElseSame = isDeepStrictEqual(first.values.map(withoutParts), second.values.map(withoutParts));
  if (isStable && isElseSame) return { text: result, notes, problems };
  const reason = "the result would differ in more than the agent";
  return { text, notes: [], problems: [injectErrors.EDIT({ where: file, reason })] };
}

interface Outcome {
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
  readonly problems: readonly TestcarError[];
}

function injectOnce(
  text: string,
  file: string,
  request: InjectRequest,
): Outcome & { readonly values: readonly unknown[] } {
  const { documents, problems: syntax, lineOf } = parseStream(text);
  const outcomes: Outcome[] = [
    { edits: [], notes: [], problems: syntax.map((problem) => injectErrors.SYNTAX({ file, ...problem })) },
  ];
  for (const document of documents) {
    for (const object of objectsIn(document.value)) {
      const start =
        document.root === undefined ? 0 : (nodesAlong(document.root, object.path).at(-1)?.start ?? 0);
      const where = `${file}:${lineOf(start)} ${object.kind} ${object.name}`;
      outcomes.push(treat(text, document, object, where, request));
    }
  }
  return {
    edits: outcomes.flatMap(({ edits }) => edits),
    notes: outcomes.flatMap(({ notes }) => notes),
    problems: outcomes.flatMap(({ problems }) => problems),
    values: documents.map(({ value }) => value),
  };
}

const nothing = (where: string, words?: string): Outcome => ({
  edits: [],
  notes: words === undefined ? [] : [{ where, text: words }],
  problems: [],
});

const refused = (...problems: readonly TestcarError[]): Outcome => ({ edits: [], notes: [], problems });

function treat(
  text: string,
  document: ManifestDocument,
  object: ManifestObject,
  where: string,
  { flags, optIn }: InjectRequest,
): Outcome {
  const { pods, value } = object;
  const own = objectAt(objectAt(value, "metadata"), "annotations");
  if (pods === undefined) {
    return own[INJECT] === "true" ? refused(injectErrors.NO_POD_TEMPLATE({ where })) : nothing(where);
  }
  const { annotations } = pods;
  const isThere = annotations[INJECTED] !== undefined;
  const layer = readAnnotations(annotations);
  const problems = [...wrongAnnotations(layer, where), ...misplaced(own, pods, object.path, where)];
  const reason = unwanted(object, pods, optIn);
  if (reason !== undefined) {
    if (problems.length > 0) return refused(...problems);
    if (!isThere) return nothing(where, `skipped: ${reason}`);
    const edits = editsFor(text, document, pods, undefined, where);
    return { ...edits, notes: [{ where, text: `removed: ${reason}` }] };
  }
  const settings = mergeSettings(flags, layer);
  const { plan, problems: against } = planFor(object, pods, settings, where);
  if (plan === undefined || problems.length > 0) return refused(...problems, ...against);
  const outcome = editsFor(text, document, pods, plan, where);
  const target = typeof plan.target === "string" ? `target ${plan.target}` : "target from its configuration";
  const done = outcome.edits.length === 0 ? "unchanged" : isThere ? "updated" : "injected";
  return { ...outcome, notes: [{ where, text: `${done}: ${target}` }] };
}

function editsFor(
  text: string,
  { root, aliases, value }: ManifestDocument,
  pods: Pods,
  plan: Plan | undefined,
  where: string,
): Outcome {
  const problems = sharedParts(root, value, aliases, pods.path, where);
  const template = root === undefined ? undefined : nodesAlong(root, pods.path).at(-1);
  const spec = template?.kind === "map" ? pairOf(template, "spec")?.value : undefined;
  if (problems.length > 0 || template?.kind !== "map" || spec?.kind !== "map") {
    const path = pathText([...pods.path, "spec"]);
    const reason = "there is no pod in it";
    return refused(
      ...(problems.length > 0 ? problems : [injectErrors.CONTAINER({ where, path, reason, names: [] })]),
    );
  }
  const parts = plan === undefined ? noParts : partsOf(plan);
  const edits = [
    ...markEdits(text, template, pods, plan !== undefined),
    ...partEdits(text, spec, pods.spec, parts),
  ];
  return { edits, notes: [], problems: [] };
}
