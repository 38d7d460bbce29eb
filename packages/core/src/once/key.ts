import { createHash } from "node:crypto";

/** What tells one run from another. */
export interface Identity {
  /** `metadata.uid`: a pod is the same one only to itself. */
  readonly podUid: string | undefined;
  /** What else is known of whose tests these are; it may be common to several pods. */
  readonly parts: readonly string[];
}

/** Where an identity is looked for. */
export interface IdentitySources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Content of `/proc/self/mountinfo`; empty where there is none. */
  readonly mountInfo: string;
  readonly hostName: string;
}

// The kubelet gives every container these two, from a directory that is named after the pod.
const FROM_KUBELET = new Set(["/etc/hosts", "/dev/termination-log"]);

/**
 * Reads from the mounts of a container which pod it is in.
 *
 * @returns The pod's uid; undefined outside of Kubernetes, and where the container runs in a virtual machine of its own.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function podUidOf(mountInfo: string): string | undefined {
  for (const line of mountInfo.split("\n")) {
    const [, , , root = "", mountPoint = ""] = line.split(" ");
    // The last one: a kubelet's own directory may lie in another pod's volume.
    const [, uid] = /^.*\/pods\/([\w-]+)\/(?:etc-hosts$|containers\/)/.exec(root) ?? [];
    if (FROM_KUBELET.has(mountPoint) && uid !== undefined) return uid;
  }
  return undefined;
}

/**
 * Finds out whose tests these are: what the manifest says comes first, then the pod that the container is in, then its
 * host name, which a container keeps when it is restarted.
 */
export function readIdentity({ env, mountInfo, hostName }: IdentitySources): Identity {
  const given = env["TESTCAR_POD_UID"] || undefined;
  const workload = env["TESTCAR_WORKLOAD"] || undefined;
  const rollout = env["TESTCAR_ROLLOUT"] || undefined;
  const isNamed = workload !== undefined || rollout !== undefined;
  return {
    podUid: given ?? (isNamed ? undefined : podUidOf(mountInfo)),
    // Each index of an indexed Job has a run of its own.
    parts: isNamed
      ? ["named", workload ?? "", rollout ?? "", env["JOB_COMPLETION_INDEX"] ?? ""]
      : ["host", hostName],
  };
}

/** Tells the journals of a state directory apart. */
export interface RunKey {
  /** Whose it is: hexadecimal. */
  readonly identity: string;
  /** The journal's name; undefined when the tests and the configuration count for it and cannot be read. */
  readonly name: string | undefined;
}

const hash = (...parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

/**
 * The run key. In a pod that is known, that decides: its tests run once, even when a ConfigMap with them changes meanwhile.
 * Elsewhere it is whose tests these are, and what the tests and the configuration are.
 *
 * @param digest - Of tests and configuration; undefined when they cannot be read.
 */
export async function runKey(
  { podUid, parts }: Identity,
  digest: () => Promise<string | undefined>,
): Promise<RunKey> {
  if (podUid !== undefined) {
    const identity = hash("pod", podUid);
    return { identity, name: identity };
  }
  const identity = hash(...parts);
  const content = await digest();
  return { identity, name: content === undefined ? undefined : `${identity}-${hash(content)}` };
}
