/** Process groups that must not outlive the agent. */
const groups = new Set<number>();

process.on("exit", () => {
  for (const group of groups) signalGroup(group, "SIGKILL");
});

/** Sends a signal to every process of a group; one that is gone needs none. */
export function signalGroup(group: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has ended by itself.
  }
}

/** From now on the group is killed when the agent exits. */
export const watchGroup = (group: number): void => void groups.add(group);

/** Ends what is left of a group whose leader is gone, and stops watching it. */
export function endGroup(group: number): void {
  signalGroup(group, "SIGKILL");
  groups.delete(group);
}
