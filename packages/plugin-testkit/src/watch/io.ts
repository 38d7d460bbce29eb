import { createHook } from "node:async_hooks";
import { looking, placeIn, stackHere } from "./place.ts";

/** Something that was done and should not have been, and where. */
export interface Sighting {
  readonly what: string;
  readonly place: string | undefined;
}

/** Kinds of asynchronous resources (https://nodejs.org/api/async_hooks.html) that are no I/O. */
const HARMLESS =
  /^(?:PROMISE|TickObject|Microtask|RANDOMBYTES.*|SCRIPT|bound-anonymous-fn|AsyncGenerator.*)$/;

const WORDS: Readonly<Record<string, string>> = {
  Timeout: "a timer",
  Immediate: "an immediate",
  PROCESSWRAP: "a process",
  TCPWRAP: "a socket",
  TCPSERVERWRAP: "a server",
  GETADDRINFOREQWRAP: "a look-up of a host",
  FSREQCALLBACK: "an access to files",
  FSREQPROMISE: "an access to files",
};

/** A word for a kind of asynchronous resource. */
export const nameOf = (type: string): string => WORDS[type] ?? type;

type Callable = (...args: readonly unknown[]) => unknown;

// Node has no public way to see synchronous I/O however it was imported; mock-fs takes this one as well. Where it is gone, only
// asynchronous I/O is seen.
function bindingOf(name: string): object | undefined {
  try {
    const binding: unknown = Reflect.get(process, "binding");
    const found: unknown =
      typeof binding === "function" ? Reflect.apply(binding, process, [name]) : undefined;
    return typeof found === "object" && found !== null ? found : undefined;
  } catch {
    return undefined;
  }
}

function replaceFunctions(binding: object, onCall: (name: string) => void): () => void {
  const originals = new Map<string, unknown>();
  for (const name of Object.keys(binding)) {
    const original: unknown = Reflect.get(binding, name);
    // Classes start with a capital; what they are for is seen as an asynchronous resource.
    if (typeof original !== "function" || !/^[a-z]/.test(name)) continue;
    const replaced = function (this: unknown, ...args: readonly unknown[]): unknown {
      onCall(name);
      return Reflect.apply(original as Callable, this, args);
    };
    if (Reflect.set(binding, name, replaced)) originals.set(name, original);
  }
  return () => {
    for (const [name, original] of originals) Reflect.set(binding, name, original);
  };
}

/** Runs a synchronous function and gives what it did beyond computing: files, processes, sockets, timers. */
export function watchIo<T>(work: () => T): { readonly result: T; readonly sightings: readonly Sighting[] } {
  const sightings: Sighting[] = [];
  const note = (what: string): void => {
    if (looking()) return;
    const place = placeIn(stackHere());
    // An asynchronous access to a file is seen twice: by its call, and as a resource.
    const isTold = sightings.some((seen) => seen.place === place && seen.place !== undefined);
    if (!isTold) sightings.push({ what, place });
  };
  const hook = createHook({ init: (_id, type) => void (HARMLESS.test(type) || note(nameOf(type))) });
  const restore = [
    ["fs", "an access to files"],
    ["spawn_sync", "a process"],
  ].flatMap(([name = "", what = ""]) => {
    const binding = bindingOf(name);
    return binding === undefined ? [] : [replaceFunctions(binding, (call) => note(`${what} (${call})`))];
  });
  hook.enable();
  try {
    return { result: work(), sightings };
  } finally {
    hook.disable();
    for (const undo of restore) undo();
  }
}
