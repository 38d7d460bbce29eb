import { readFileSync } from "node:fs";

/** Where the kernel counts the processes that it killed for memory: cgroup version 2, then 1. */
const FILES = ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"];

/** How often the kernel has killed a process of this container because its memory was used up; 0 if it cannot be told. */
export function countOomKills(files: readonly string[] = FILES): number {
  for (const file of files) {
    try {
      return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? 0);
    } catch {
      // Not this version.
    }
  }
  return 0;
}
