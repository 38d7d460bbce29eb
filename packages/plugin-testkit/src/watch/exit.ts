import type { Sighting } from "./io.ts";
import { placeIn, stackHere } from "./place.ts";

/** Notes calls of `process.exit`, which throw instead of ending the tests. */
export function watchExit(): { readonly exits: readonly Sighting[]; readonly end: () => void } {
  const exits: Sighting[] = [];
  const original: unknown = Reflect.get(process, "exit");
  process.exit = (code) => {
    exits.push({ what: `process.exit(${code ?? ""})`, place: placeIn(stackHere()) });
    throw new Error(`process.exit(${code ?? ""}) was called`);
  };
  return {
    exits,
    end: () => {
      Reflect.set(process, "exit", original);
    },
  };
}
