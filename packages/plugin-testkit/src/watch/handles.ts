import { createHook, executionAsyncId } from "node:async_hooks";
import { nameOf, type Sighting } from "./io.ts";
import { hasCaller, placeIn, stackHere } from "./place.ts";

/** What keeps a process alive. */
const HOLDING = new Set([
  "Timeout",
  "Immediate",
  "TCPWRAP",
  "TCPSERVERWRAP",
  "PIPEWRAP",
  "PIPESERVERWRAP",
  "UDPWRAP",
  "PROCESSWRAP",
  "FSEVENTWRAP",
  "STATWATCHER",
  "WORKER",
]);

/** A resource that has been made, and by whom. */
interface Made {
  readonly type: string;
  /** Weakly: whoever watches must not keep it. */
  readonly resource: WeakRef<object>;
  readonly stack: string;
  /** What it came of, and what was going on. */
  readonly parents: readonly [number, number];
}

/** Of these, there are too many to write down a stack for each. */
const PLENTY = "PROMISE";

// Who reads `process.stdin` for the first time opens it.
const isStandard = (resource: object): boolean =>
  "fd" in resource && (resource.fd === 0 || resource.fd === 1 || resource.fd === 2);

function keepsRunning({ type, resource }: Made): boolean {
  const alive = resource.deref();
  if (alive === undefined || !HOLDING.has(type) || isStandard(alive)) return false;
  return !("hasRef" in alive) || typeof alive.hasRef !== "function" || alive.hasRef() === true;
}

/** Watches what is opened. */
export interface HandleWatch {
  /**
   * What is still open, and keeps a process from ending. Waits for what is just being closed.
   *
   * @param milliseconds - How long to wait for it.
   */
  readonly left: (milliseconds: number) => Promise<readonly Sighting[]>;
  readonly end: () => void;
}

/** Starts to watch what is opened. */
export function watchHandles(): HandleWatch {
  const all = new Map<number, Made>();
  const gone = new Set<number>();
  let isOwn = false;
  const hook = createHook({
    init: (id, type, trigger, resource) => {
      if (isOwn) return;
      const stack = type === PLENTY ? "" : stackHere();
      all.set(id, { type, resource: new WeakRef(resource), stack, parents: [trigger, executionAsyncId()] });
    },
    destroy: (id) => void gone.add(id),
  }).enable();

  // A server listens when its address has been looked up: whoever asked for that has opened it. The other end of a connection
  // to a server of the test comes of that server, which was there before.
  const makerOf = (made: Made): string | undefined => {
    const seen = new Set([made]);
    for (const { stack, parents } of seen) {
      if (hasCaller(stack)) return stack;
      for (const parent of parents.map((id) => all.get(id))) if (parent !== undefined) seen.add(parent);
    }
    return undefined;
  };
  const open = (): readonly Sighting[] =>
    [...all].flatMap(([id, made]) => {
      if (gone.has(id) || !keepsRunning(made)) return [];
      const maker = makerOf(made);
      return maker === undefined ? [] : [{ what: nameOf(made.type), place: placeIn(maker) }];
    });

  return {
    left: async (milliseconds) => {
      const end = Date.now() + milliseconds;
      while (Date.now() < end) {
        const { promise, resolve } = Promise.withResolvers<void>();
        isOwn = true;
        setTimeout(resolve, 20);
        isOwn = false;
        await promise;
        if (open().length === 0) break;
      }
      return open();
    },
    end: () => void hook.disable(),
  };
}
