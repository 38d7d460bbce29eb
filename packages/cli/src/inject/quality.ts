import { isObject, objectAt, objectsAt, type Unchecked } from "./json.ts";
import { isOurContainer, type Resources } from "./parts.ts";
import type { Settings } from "./settings.ts";

/** What the agent and the copying of tests may use. */
export interface Shares {
  readonly agent: Resources;
  readonly copy: Resources;
}

const REQUESTS = { cpu: "100m", memory: "256Mi" };
const LIMITS = { memory: "512Mi" };

// No limit of CPU: a throttled agent measures its own waiting.
const ordinary = ({ requests, limits }: Settings): Shares => ({
  agent: {
    // A limit that somebody sets must not be below a request that nobody has set.
    requests:
      requests ??
      Object.fromEntries(Object.entries(REQUESTS).filter(([name]) => limits?.[name] === undefined)),
    limits: limits ?? LIMITS,
  },
  copy: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } },
});

function guaranteed({ requests, limits }: Settings): Shares {
  const agent = { cpu: "500m", ...LIMITS, ...requests, ...limits };
  const copy = { cpu: "100m", memory: "64Mi" };
  return { agent: { requests: agent, limits: agent }, copy: { requests: copy, limits: copy } };
}

function isGuaranteed(container: Unchecked): boolean {
  const requests = objectAt(container["resources"], "requests");
  const limits = objectAt(container["resources"], "limits");
  return ["cpu", "memory"].every(
    (name) => limits[name] !== undefined && (requests[name] ?? limits[name]) === limits[name],
  );
}

/** A pod of the class Guaranteed stays one: it needs limits that are its requests for every container. */
export function sharesFor(spec: Unchecked, settings: Settings): Shares {
  const containers = ["containers", "initContainers"]
    .flatMap((key) => objectsAt(spec, key))
    .filter(({ name }) => !isOurContainer(name));
  const keeps =
    containers.length > 0 && containers.every((container) => isObject(container) && isGuaranteed(container));
  return keeps ? guaranteed(settings) : ordinary(settings);
}
