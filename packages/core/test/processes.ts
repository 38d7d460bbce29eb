import { readdirSync, readFileSync } from "node:fs";

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

/** A zombie is dead, though nobody may have asked yet what became of it. */
export function isAlive(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  return stat !== "" && !/\) Z /.test(stat);
}

/** Somebody has asked what became of it. */
export function isReaped(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}

/** The command line of a process, with spaces in between; empty when it has ended. */
export const commandOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();

/** Processes that have this word in their command line. */
export const processesWith = (word: string): readonly number[] =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid !== process.pid && commandOf(pid).includes(word));
