import { readdirSync, readFileSync } from "node:fs";

/** What is started while the others are ended is ended in the next round. */
const MAX_ROUNDS = 5;

/** What all processes of a test have in common. */
export interface Origin {
  /** Process id of the first one, which leads their group. */
  readonly root: number;
  /** `NAME=value` of their environment that nobody else has. */
  readonly mark: string;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // It has ended, or it is another user's.
    return "";
  }
}

function listNames(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    // Such a system has other ways to find them, and Node knows none of these.
    return [];
  }
}

function listProcesses(): readonly Process[] {
  return listNames().map((name) => {
    // The program's own name is in brackets and may hold anything: "12 (a) b) S 1 12 …".
    const [, parent, group] = /^.*\) \S (\d+) (\d+) /s.exec(read(`/proc/${name}/stat`)) ?? [];
    return { pid: Number(name), parent: Number(parent ?? 0), group: Number(group ?? 0) };
  });
}

function findStragglers({ root, mark }: Origin): readonly Process[] {
  const processes = listProcesses();
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const descends = (pid: number, steps = parents.size): boolean => {
    const parent = parents.get(pid) ?? 0;
    return parent === root || (parent > 1 && steps > 0 && descends(parent, steps - 1));
  };
  const isMarked = (pid: number): boolean => read(`/proc/${pid}/environ`).split("\0").includes(mark);
  return processes.filter(({ pid }) => pid !== root && (descends(pid) || isMarked(pid)));
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Sends TERM, once, to those that have left the group. */
export function askStragglers(origin: Origin): void {
  const others = findStragglers(origin).filter(({ group }) => group !== origin.root);
  for (const { pid } of others) send(pid, "SIGTERM");
}

/**
 * Kills what a test has started, also where it has left the group: what descends from it, and what has the mark in its
 * environment. A daemon that has cleared its environment is not found.
 *
 * @returns How many there were.
 */
export function killStragglers(origin: Origin): number {
  const killed = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = findStragglers(origin).filter(({ pid }) => !killed.has(pid));
    if (found.length === 0) break;
    for (const { pid } of found) {
      killed.add(pid);
      send(pid, "SIGKILL");
    }
  }
  return killed.size;
}
