// Pods as the cluster tells of them.
import { kubectlLines } from "./kubectl.ts";

export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  /** What the container wrote to its termination message file. */
  readonly message?: string;
}

export interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt: string };
  readonly terminated?: Terminated;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: ContainerState;
  readonly lastState: ContainerState;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** As much of a pod as the suite looks at. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly uid: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export const containersOf = ({ status }: Pod): readonly ContainerStatus[] => [
  ...(status.initContainerStatuses ?? []),
  ...(status.containerStatuses ?? []),
];

/** The container of that name; native sidecars are among the init containers. */
export const containerOf = (pod: Pod, name: string): ContainerStatus | undefined =>
  containersOf(pod).find((container) => container.name === name);

export const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True");

export const isRunning = (pod: Pod, name: string): boolean =>
  containerOf(pod, name)?.state.running !== undefined;

export const restartsOf = (pod: Pod, name: string): number => containerOf(pod, name)?.restartCount ?? 0;

/** What a container waits for that does not come: to wait longer would only tell it later. */
const HOPELESS = /^(ErrImageNeverPull|ImagePullBackOff|InvalidImageName|CreateContainerConfigError)$/;

function failIfHopeless(pod: Pod): void {
  for (const { name, state } of containersOf(pod)) {
    const { reason = "", message = "" } = state.waiting ?? {};
    if (HOPELESS.test(reason))
      throw new Error(`the container ${name} of ${pod.metadata.name}: ${reason}: ${message}`);
  }
}

/** Waits until a pod of the selection is so, and is told of each change: nothing is asked twice. */
export async function watchFor(
  selection: readonly string[],
  what: string,
  isSo: (pod: Pod) => boolean,
  seconds: number,
): Promise<Pod> {
  const each = ["--watch", "--output", 'jsonpath={@}{"\\n"}'];
  for await (const line of kubectlLines(["get", "pods", ...selection, ...each], seconds)) {
    const pod: Pod = JSON.parse(line);
    if (isSo(pod)) return pod;
    failIfHopeless(pod);
  }
  throw new Error(`not in ${seconds} s: a pod that ${what}`);
}
