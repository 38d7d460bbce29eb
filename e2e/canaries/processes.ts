// What processes show of themselves to everybody (their arguments) and to their user (their environments).
import { readdirSync, readFileSync } from "node:fs";
import type { Evidence } from "./search.ts";

const SAMPLE_EVERY_MS = 50;

const LOOKS = 3;

/** All processes that were seen, and what they showed. */
export interface Watch extends Disposable {
  /** Looks at all processes now. To be called when something happens that a run waits for. */
  readonly look: () => void;
  readonly evidence: () => {
    readonly argv: readonly Evidence[];
    /** Of all but the agents: what an agent is started with is the caller's to say. */
    readonly environments: readonly Evidence[];
  };
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // It has ended, or is somebody else's.
    return "";
  }
};

const processes = (): readonly string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name));

const isAgent = (argv: string): boolean => argv.includes("/packages/cli/bin/testcar.js\0");

/** Texts, each once, with the process that showed it first. */
function texts() {
  const places = new Map<string, string>();
  return {
    add: (place: string, all: string): void => {
      for (const text of all.split("\0")) if (!places.has(text)) places.set(text, place);
    },
    evidence: (): readonly Evidence[] => Array.from(places, ([text, place]) => ({ place, text })),
  };
}

/**
 * Watches processes: whenever it is told to look, and in between, as programs like kinit come and go. Each is looked at some
 * times only, as it becomes another program soon after its start or never: to read all of them each time takes too long.
 */
export function watchProcesses(): Watch {
  const looks = new Map<string, number>();
  const argv = texts();
  const environments = texts();
  const lookAt = (pid: string): void => {
    const shown = read(`/proc/${pid}/cmdline`);
    // A process that has not yet begun its program still shows the one of its parent.
    if (shown === "" || isAgent(shown)) {
      argv.add("arguments of an agent", shown);
      return;
    }
    looks.set(pid, (looks.get(pid) ?? 0) + 1);
    const name = shown.split("\0").slice(0, 4).join(" ").slice(0, 200);
    argv.add(`arguments of ${name}`, shown);
    environments.add(`environment of ${name}`, read(`/proc/${pid}/environ`));
  };
  const look = (): void => {
    for (const pid of processes()) {
      if ((looks.get(pid) ?? 0) < LOOKS) lookAt(pid);
    }
  };
  // Those that are there already have nothing to do with the runs.
  for (const pid of processes()) looks.set(pid, LOOKS);
  const timer = setInterval(look, SAMPLE_EVERY_MS);
  return {
    look,
    evidence: () => ({ argv: argv.evidence(), environments: environments.evidence() }),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
