import { readdir, readFile } from "node:fs/promises";

/** What is started while the others are ended is ended in the next round. */
const MAX_ROUNDS = 5;

/** Processes with this entry in their environment. Those of other users cannot be read, and are none of ours. */
async function findProcesses(entry: string): Promise<readonly number[]> {
  const names = await readdir("/proc").catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const environment = await readFile(`/proc/${name}/environ`, "latin1").catch(() => "");
        return environment.split("\0").includes(entry) ? [Number(name)] : [];
      }),
  );
  return found.flat();
}

/**
 * Ends what a test started and left behind, also where it has left the process group, by the environment that it got. On
 * systems without `/proc` nothing is found.
 *
 * @param entry - `NAME=value` that nothing but this test's processes has.
 * @returns How many there were.
 */
export async function endStragglers(entry: string): Promise<number> {
  const ended = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const processes = (await findProcesses(entry)).filter((pid) => !ended.has(pid));
    if (processes.length === 0) break;
    for (const pid of processes) {
      ended.add(pid);
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }
  return ended.size;
}
