import { availableParallelism, totalmem } from "node:os";
import { readCpuQuota } from "./cgroup.ts";

/** What the container leaves to its processes; on a bare machine, what the machine has. */
export interface Limits {
  /** Processors, at least 1; a quota of half a processor counts as 1. */
  readonly cpus: number;
  /** Bytes; undefined when nothing limits it below the machine's memory. */
  readonly memoryBytes?: number;
}

/** Reads the limits of this process's control group, version 1 or 2: those that Node finds, and the quota of processors. */
export function readLimits(): Limits {
  const cpus = Math.max(1, Math.min(availableParallelism(), Math.floor(readCpuQuota())));
  const constrained = process.constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? { cpus, memoryBytes: constrained } : { cpus };
}

/** The agent's own share, left to it before the tests get theirs, in bytes. */
const AGENT_BYTES = 96 * 1024 * 1024;

/** The share of one test when several run at the same time. */
export function shareLimits({ cpus, memoryBytes }: Limits, tests: number): Limits {
  const share = Math.max(1, Math.floor(cpus / tests));
  if (memoryBytes === undefined) return { cpus: share };
  return { cpus: share, memoryBytes: Math.max(0, Math.floor((memoryBytes - AGENT_BYTES) / tests)) };
}
