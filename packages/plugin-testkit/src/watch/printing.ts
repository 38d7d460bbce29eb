import { hasCaller, placeIn, stackHere } from "./place.ts";

/** Something that was printed past the hooks. */
export interface Printed {
  /** `console.log`, `process.stdout`. */
  readonly by: string;
  readonly text: string;
  readonly place: string | undefined;
}

const METHODS = ["log", "info", "warn", "error", "debug", "dir", "table", "trace"] as const;

/** Notes what is printed by `console` and to the process's own streams, in place of printing it. */
export function watchPrinting(): { readonly printed: readonly Printed[]; readonly end: () => void } {
  const printed: Printed[] = [];
  const undo: (() => void)[] = [];
  const replace = (owner: object, key: string, by: string): void => {
    const original: unknown = Reflect.get(owner, key);
    if (typeof original !== "function") return;
    const replaced = function (this: unknown, ...args: readonly unknown[]): unknown {
      const stack = stackHere();
      // The framework of the tests prints as well.
      if (!hasCaller(stack)) return Reflect.apply(original, this, args);
      const text = args.map(String).join(" ");
      if (text !== "") printed.push({ by, text, place: placeIn(stack) });
      return true;
    };
    Reflect.set(owner, key, replaced);
    undo.push(() => void Reflect.set(owner, key, original));
  };
  for (const method of METHODS) replace(globalThis.console, method, `console.${method}`);
  replace(process.stdout, "write", "process.stdout");
  replace(process.stderr, "write", "process.stderr");
  return {
    printed,
    end: () => {
      for (const each of undo) each();
    },
  };
}
