import { objectAt, type Unchecked } from "./json.ts";
import type { Settings } from "./settings.ts";

/** The user of Testcar's image, and of the copying when nobody knows another one. */
const USER = 1000;

/** Users by number; undefined leaves it to the pod, the image or the platform (OpenShift refuses numbers of ours). */
export interface Users {
  readonly agent: number | undefined;
  readonly copy: number | undefined;
}

/** Under which users the agent and the copying of tests run; neither is ever root. */
export function usersFor(spec: Unchecked, sut: Unchecked, { runAsUser }: Settings): Users {
  if (runAsUser === "image") return { agent: undefined, copy: undefined };
  if (runAsUser !== undefined) return { agent: Number(runAsUser), copy: Number(runAsUser) };
  const pod = objectAt(spec, "securityContext");
  const own = objectAt(sut, "securityContext");
  // The image of Testcar names its user by number, but a pod's root would overrule it.
  const agent = pod["runAsUser"] === 0 ? USER : undefined;
  return { agent, copy: copyUser(pod, own) };
}

function copyUser(pod: Unchecked, sut: Unchecked): number | undefined {
  const { runAsUser } = sut;
  if (typeof runAsUser === "number" && runAsUser !== 0)
    return runAsUser === pod["runAsUser"] ? undefined : runAsUser;
  if (runAsUser === 0 || pod["runAsUser"] === 0) return USER;
  const isKnown =
    typeof pod["runAsUser"] === "number" || (sut["runAsNonRoot"] ?? pod["runAsNonRoot"]) === true;
  // An image of root would not be started with runAsNonRoot.
  return isKnown ? undefined : USER;
}
