import type { Plugin } from "@testcar/core";
import type { MakesSetting, PluginCases } from "../cases.ts";
import { harnessOf, openSetting, type Subject } from "../observe.ts";
import { spyOn } from "../spy.ts";
import { Violation } from "../violation.ts";
import { watchExit } from "../watch/exit.ts";
import { watchPrinting } from "../watch/printing.ts";
import type { Rule } from "./rule.ts";

/** Milliseconds that a tap has to run before it counts as one that waits. */
const WAITS_MS = 200;

const POLL_MS = 10;

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** What came of stopping a plugin in the midst of its work. */
interface Stopped {
  /** The hook in which it was stopped; undefined when nothing ran long enough. */
  readonly hook: string | undefined;
  /** Hooks whose taps went on all the same. */
  readonly still: readonly string[];
}

async function stopIn(
  plugin: Plugin,
  cases: PluginCases,
  makes: MakesSetting | undefined,
  { hook: only, afterMs, withinMs }: { hook?: string; afterMs: number; withinMs: number },
): Promise<Stopped> {
  const setting = await openSetting(makes);
  const printing = watchPrinting();
  const exit = watchExit();
  let hook: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (entered: string): void => {
    if (hook !== undefined || !spy.running().includes(entered)) return;
    hook = entered;
    harness.stop();
  };
  const spy = spyOn(plugin, (entered) => {
    // A report is told in any case; its own time is core's business.
    if (entered === "report" || (only !== undefined && entered !== only)) return;
    if (afterMs === 0) stop(entered);
    else timer = setTimeout(() => stop(entered), afterMs);
  });
  const harness = harnessOf(spy, cases, setting);
  let isOver = false;
  const over = harness.run().finally(() => {
    isOver = true;
  });
  over.catch(() => undefined);
  while (!isOver && hook === undefined) await sleep(POLL_MS);
  const end = Date.now() + withinMs;
  while (hook !== undefined && spy.running().length > 0 && Date.now() < end) await sleep(POLL_MS);
  const still = hook === undefined ? [] : [...spy.running()];
  clearTimeout(timer);
  // One that goes on is not waited for.
  if (still.length === 0) await over;
  await harness.dispose();
  await setting.release?.();
  // Another rule looks at what it prints.
  printing.end();
  exit.end();
  return { hook, still };
}

async function tappedStages({ atWork }: Subject): Promise<readonly string[]> {
  const { applied } = await atWork();
  const hooks = (applied?.taps ?? []).map(({ hook }) => hook);
  return [...new Set(hooks)].filter((hook) => hook !== "report" && hook !== "progress");
}

/** A pod that is going away waits for nobody. */
export const heedsTheSignal: Rule = {
  name: "ends soon when it is stopped",
  check: async (subject) => {
    const { plugin, cases } = subject;
    const withinMs = cases.stopsWithinMs ?? 5000;
    const tries =
      cases.waits === undefined
        ? (await tappedStages(subject)).map((hook) => ({ hook, afterMs: 0, withinMs }))
        : [{ afterMs: WAITS_MS, withinMs }];
    for (const attempt of tries) {
      const { hook, still } = await stopIn(plugin, cases, cases.waits ?? cases.works, attempt);
      if (hook === undefined && cases.waits !== undefined) {
        throw new Violation(
          `${plugin.name} does not wait for anything in the setting waits: nobody knows whether it can be stopped`,
          "Let the setting hold it up: a test that takes a minute, a server that does not answer (createSilentServer).",
        );
      }
      if (still.length === 0) continue;
      throw new Violation(
        `${plugin.name} still runs ${still.join(", ")} ${withinMs / 1000} s after it was stopped`,
        "Give the signal of the context to whatever takes time: fetch(url, { signal }), exec ends by itself.",
      );
    }
  },
};
