// What the processes of a container show of themselves: their arguments to everybody, their environments to their user.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Evidence } from "../canaries/search.ts";

const namespaceOf = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    // It has ended.
    return undefined;
  }
};

/** The processes of the container that this one is of. */
export function processesBeside(pid: number): readonly number[] {
  const namespace = namespaceOf(pid);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => namespaceOf(other) === namespace);
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1").replaceAll("\0", "\n");
  } catch {
    return "";
  }
};

/** Arguments and environment of a process. */
export function shownBy(pid: number): Evidence {
  const [argv, environment] = ["cmdline", "environ"].map((name) => read(`/proc/${pid}/${name}`));
  const place = `process ${argv?.replaceAll("\n", " ").slice(0, 100)}`;
  return { place, text: `${argv}\n${environment}` };
}
