import { closeSync, constants, openSync, writeSync } from "node:fs";

/** Where Kubernetes reads the last words of a container, unless its manifest says otherwise. */
export const TERMINATION_LOG = "/dev/termination-log";

/** Bytes that the kubelet reads at most. */
const MAX_BYTES = 4096;

/**
 * Puts the last record, at most 4096 bytes, where the kubelet reads a container's last words. Outside of a pod there is no such
 * file, and none is made. What cannot be written is no reason for anything: the log has it too.
 */
export function writeTerminationLog(path: string, records: string): void {
  const last = records.trimEnd().split("\n").at(-1);
  // Half of a record would be worse than none.
  if (last === undefined || last === "" || Buffer.byteLength(last) > MAX_BYTES) return;
  try {
    // A pipe that nobody reads must not keep the agent.
    const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NONBLOCK);
    try {
      writeSync(file, last);
    } finally {
      closeSync(file);
    }
  } catch {
    // There is none, or it is not ours.
  }
}
