import { readFileSync } from "node:fs";

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Tells whether a process has become the keeper, and waits for signals. */
export function isHolding(pid: number): boolean {
  // While it waits for a signal, the kernel shows that signal as neither blocked nor caught.
  const isAsleep = /^State:\s+S/m.test(read(`/proc/${pid}/status`));
  return isAsleep && /keeper-\w+\0hold\0/.test(read(`/proc/${pid}/cmdline`));
}
