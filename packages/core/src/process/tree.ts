import type { Readable } from "node:stream";
import { askStragglers, killStragglers, type Origin } from "./stragglers.ts";

/** A keeper that has not ended so many milliseconds after it should is held up by somebody, and killed itself. */
const KEEPER_MS = 8_000;

/** What is known of a tree when its first process has ended, and everything else with it. */
export interface TreeEnd {
  /** Why the program could not be started: the number of a system error. */
  readonly errno?: number;
  /** Whether the first process was still there when it was asked to end; missing where nobody knows. */
  readonly wasAsked?: boolean;
  /** Processes that were left when the first one had ended. */
  readonly leftBehind: number;
}

/** A process and all that it starts. */
export interface Tree {
  /** Sends TERM to all of it, once. */
  ask(): void;
  /** Kills all of it. */
  kill(): void;
  /** To be called when the process that was started has ended: kills what is left. */
  end(): Promise<TreeEnd>;
}

/** Trees that must not outlive the agent. */
const trees = new Set<Tree>();

process.on("exit", () => {
  for (const tree of trees) tree.kill();
});

/** Sends a signal to a process, or to a group when it is negative; one that is gone needs none. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/**
 * A tree whose keeper (`native/keeper.c`) is the process that was started.
 *
 * @param status - What the keeper tells: its descriptor 3.
 */
export function keptTree(origin: Origin, status: Readable): Tree {
  const keeper = origin.root;
  let told = "";
  const isTold = new Promise<void>((resolve) => {
    status
      .setEncoding("latin1")
      .on("data", (text: string) => {
        told += text;
      })
      .on("error", () => undefined)
      .on("close", resolve);
  });
  let deadline: NodeJS.Timeout | undefined;
  // It may have been stopped by somebody.
  const command = (signal: NodeJS.Signals): void => {
    send(keeper, signal);
    send(keeper, "SIGCONT");
  };
  const tree: Tree = {
    ask: () => command("SIGTERM"),
    kill: () => {
      command("SIGUSR2");
      deadline ??= setTimeout(() => send(keeper, "SIGKILL"), KEEPER_MS);
    },
    async end() {
      clearTimeout(deadline);
      trees.delete(tree);
      await isTold;
      const number = (word: string): number | undefined => {
        const [, digits] = new RegExp(`^${word} (\\d+)$`, "m").exec(told) ?? [];
        return digits === undefined ? undefined : Number(digits);
      };
      const errno = number("error");
      const leftBehind = number("left");
      // It was killed, or crashed.
      if (leftBehind === undefined) return { leftBehind: killStragglers(origin) };
      const wasAsked = number("stopped") !== undefined;
      return { ...(errno === undefined ? {} : { errno }), wasAsked, leftBehind: wasAsked ? 0 : leftBehind };
    },
  };
  trees.add(tree);
  return tree;
}

/** A tree whose first process leads a group, and of which nobody keeps track. */
export function looseTree(origin: Origin): Tree {
  const group = -origin.root;
  const tree: Tree = {
    ask() {
      send(group, "SIGTERM");
      askStragglers(origin);
    },
    // A child whose parent is killed before it is found descends from nobody.
    kill() {
      killStragglers(origin);
      send(group, "SIGKILL");
    },
    async end() {
      trees.delete(tree);
      const leftBehind = killStragglers(origin);
      send(group, "SIGKILL");
      return { leftBehind };
    },
  };
  trees.add(tree);
  return tree;
}
