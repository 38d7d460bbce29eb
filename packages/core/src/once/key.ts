import { createHash } from "node:crypto";

/** What tells one run from another; each part comes from the environment that the pod's manifest gives. */
export interface Identity {
  /** `metadata.uid`: a pod is the same one only to itself. */
  readonly podUid?: string | undefined;
  /** Namespace and name of the workload. */
  readonly workload?: string | undefined;
  /** Hash of the pod's template, or uid and completion index of a Job. */
  readonly rollout?: string | undefined;
}

/** Reads the identity from the environment of the agent. */
export function readIdentity(env: Readonly<Record<string, string | undefined>>): Identity {
  const parts = [env["TESTCAR_ROLLOUT"], env["JOB_COMPLETION_INDEX"]].filter(Boolean);
  return {
    podUid: env["TESTCAR_POD_UID"] || undefined,
    workload: env["TESTCAR_WORKLOAD"] || undefined,
    rollout: parts.length === 0 ? undefined : parts.join("-"),
  };
}

/**
 * The run key. In a pod that says which one it is, that decides: its tests run once, even when a ConfigMap with them
 * changes meanwhile. Elsewhere it is the workload, its rollout, and what the tests and the configuration are.
 *
 * @param digest - Of tests and configuration; undefined when they cannot be read.
 * @returns undefined when nobody can tell whose journal it is.
 */
export async function runKey(
  { podUid, workload, rollout }: Identity,
  digest: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const hash = (...parts: readonly string[]): string =>
    createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
  if (podUid !== undefined) return hash("pod", podUid);
  const content = await digest();
  return content === undefined ? undefined : hash("content", workload ?? "", rollout ?? "", content);
}
