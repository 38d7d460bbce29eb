import type { TestcarError } from "@testcar/core";
import { injectErrors } from "./errors.ts";
import { objectsAt, textAt, type Unchecked } from "./json.ts";
import { pathText } from "./node.ts";
import { isOurContainer } from "./parts.ts";
import type { Settings } from "./settings.ts";
import { type Pods, servingContainers } from "./workload.ts";

/** The container under test, and where it stands below the document. */
export interface Sut {
  readonly container: Unchecked;
  readonly name: string;
  readonly path: string;
}

// Other tools keep to it as well: kubectl logs and exec choose this container.
const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

function pathOf({ path, spec }: Pods, container: Unchecked): string {
  for (const list of ["containers", "initContainers"]) {
    const index = Array.isArray(spec[list]) ? spec[list].indexOf(container) : -1;
    if (index !== -1) return pathText([...path, "spec", list, index]);
  }
  return pathText([...path, "spec", "containers"]);
}

/** Chooses the container under test: the one that is named, kubectl's default, or the only one. */
export function chooseSut(
  pods: Pods,
  { container: wanted }: Settings,
  where: string,
): { readonly sut?: Sut; readonly problems: readonly TestcarError[] } {
  const serving = servingContainers(pods).filter(({ name }) => !isOurContainer(name));
  const regular = objectsAt(pods.spec, "containers").filter(({ name }) => !isOurContainer(name));
  const named = wanted ?? textAt(pods.annotations, DEFAULT_CONTAINER);
  const candidates = named === undefined ? (regular.length > 0 ? regular : serving) : serving;
  const found = named === undefined ? candidates : candidates.filter(({ name }) => name === named);
  const [container, second] = found;
  if (container !== undefined && second === undefined) {
    return {
      sut: { container, name: textAt(container, "name") ?? "", path: pathOf(pods, container) },
      problems: [],
    };
  }
  const names = serving.map((candidate) => textAt(candidate, "name") ?? "?");
  let reason = `there are ${found.length} containers, and none is said to be under test`;
  if (names.length === 0) reason = "there is no container that stays";
  else if (container === undefined) reason = `there is no container ${named} that stays`;
  const path = pathText([...pods.path, "spec", "containers"]);
  return { problems: [injectErrors.CONTAINER({ where, path, reason, names })] };
}

const HTTP = /^(http|https|web)($|-)/;

/** Where the container listens, from within its pod: its port named http or https, or else its first TCP port. */
export function targetOf({ container }: Sut): string | undefined {
  const ports = objectsAt(container, "ports").filter(({ protocol = "TCP" }) => protocol === "TCP");
  const port = ports.find((candidate) => HTTP.test(textAt(candidate, "name") ?? "")) ?? ports[0];
  const number = Number(port?.["containerPort"]);
  if (port === undefined || !Number.isInteger(number)) return undefined;
  const scheme = /^https($|-)/.test(textAt(port, "name") ?? "") ? "https" : "http";
  return `${scheme}://127.0.0.1:${number}`;
}

/** What is wrong with an image that tests shall come from; undefined when nothing is. */
export function imageProblem(image: unknown): string | undefined {
  if (image === undefined || image === null || image === "") return "the container under test has no image";
  if (typeof image !== "string") return "its image is not text";
  // A service mesh puts an image of its own in the place of "auto" when the pod is made.
  if (image === "auto") return "the image auto is filled in by somebody else later";
  return /^[a-zA-Z0-9][\w./:@-]*$/.test(image)
    ? undefined
    : `${JSON.stringify(image)} is no image, but has to be filled in`;
}
