import type { Plugin } from "@testcar/core";
import { type Sighting, watchIo } from "./watch/io.ts";
import { type SeenTap, watchTaps } from "./watch/taps.ts";

/** What was seen of `apply`. */
export interface Applied {
  readonly result: unknown;
  readonly sightings: readonly Sighting[];
  readonly taps: readonly SeenTap[];
}

/** A plugin that is watched. */
export interface Spy {
  /** Does what the plugin does. */
  readonly plugin: Plugin;
  /** Undefined when it was never applied, or threw. */
  readonly applied: () => Applied | undefined;
  /** Hooks whose taps are running. */
  readonly running: () => readonly string[];
}

/**
 * Watches what a plugin does in `apply`, and when its taps run.
 *
 * @param onEnter - Told when a tap starts.
 */
export function spyOn(plugin: Plugin, onEnter: (hook: string) => void = () => undefined): Spy {
  let applied: Applied | undefined;
  const running: string[] = [];
  const apply: Plugin["apply"] = (testcar, options) => {
    const watched = watchTaps(testcar.hooks, {
      enter: (hook) => {
        running.push(hook);
        onEnter(hook);
      },
      leave: (hook) => void running.splice(running.indexOf(hook), 1),
    });
    try {
      const { result, sightings } = watchIo((): unknown => plugin.apply(testcar, options));
      applied = { result, sightings, taps: watched.taps };
      return result as undefined;
    } finally {
      watched.end();
    }
  };
  return {
    plugin: Object.create(plugin, { apply: { value: apply, enumerable: true } }),
    applied: () => applied,
    running: () => running,
  };
}
