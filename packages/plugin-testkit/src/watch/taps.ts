import type { Hooks } from "@testcar/core";

/** A tap as tapable keeps it. */
type FullTap = Hooks["discover"]["taps"][number];

/** A tap: on which hook, and under which name. */
export interface SeenTap {
  /** `discover`, `execute:soap`. */
  readonly hook: string;
  readonly name: string;
}

/** What is told while taps run. */
export interface TapListener {
  readonly enter: (hook: string) => void;
  readonly leave: (hook: string) => void;
}

/** Notes the taps that are made until it is ended, and tells when they run. */
export function watchTaps(hooks: Hooks, { enter, leave }: TapListener) {
  const taps: SeenTap[] = [];
  let isOver = false;
  const noting = (hook: string) => ({
    register: (tap: FullTap): FullTap => {
      if (isOver) return tap;
      taps.push({ hook, name: tap.name });
      if (hook === "progress") return tap;
      const fn = async (...args: readonly unknown[]): Promise<unknown> => {
        enter(hook);
        try {
          return await Reflect.apply(tap.fn, undefined, args);
        } finally {
          leave(hook);
        }
      };
      return { ...tap, fn };
    },
  });
  // Those of others, which are there already, stay as they are.
  isOver = true;
  hooks.discover.intercept(noting("discover"));
  hooks.preflight.intercept(noting("preflight"));
  hooks.progress.intercept(noting("progress"));
  hooks.report.intercept(noting("report"));
  hooks.execute.intercept({
    factory: (runner, hook) => {
      hook.intercept(noting(`execute:${runner}`));
      return hook;
    },
  });
  isOver = false;
  return {
    taps,
    end: () => {
      isOver = true;
    },
  };
}
