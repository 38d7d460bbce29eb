import { type Outcome, type Plugin, type Reason, systemClock, type TestcarError } from "@testcar/core";
import type { MakesSetting, PluginCases, Setting } from "./cases.ts";
import { fails, passes } from "./harness/behaviour.ts";
import { createHarness } from "./harness/create-harness.ts";
import type { Harness, JsonLine } from "./harness/harness.ts";
import { type Applied, type Spy, spyOn } from "./spy.ts";
import { watchExit } from "./watch/exit.ts";
import { watchHandles } from "./watch/handles.ts";
import type { Sighting } from "./watch/io.ts";
import { type Printed, watchPrinting } from "./watch/printing.ts";

/** Milliseconds that what is just being closed is waited for. */
const CLOSING_MS = 1000;

/** A plugin with its cases. */
export interface Subject {
  readonly plugin: Plugin;
  readonly cases: PluginCases;
  /** What is seen where it works; the same for every rule. */
  readonly atWork: () => Promise<Observation>;
}

/** What was seen of a plugin in one run. */
export interface Observation {
  readonly applied: Applied | undefined;
  /** What is wrong with its options, or with `apply`. */
  readonly problems: readonly TestcarError[];
  /** What became of the run. */
  readonly outcome: Outcome;
  /** Every reason against a pass: the run's and the tests'. */
  readonly reasons: readonly Reason[];
  readonly warnings: readonly Reason[];
  readonly logs: readonly JsonLine[];
  /** Everything that the run told: events, diagnostics, records. */
  readonly told: string;
  readonly printed: readonly Printed[];
  readonly exits: readonly Sighting[];
  readonly left: readonly Sighting[];
  readonly wanted: Setting["verdict"];
}

const defaultSetting: Setting = { tests: { passes: passes(), fails: fails() } };

/** Makes the setting that a case asks for. */
export const openSetting = async (makes: MakesSetting = defaultSetting): Promise<Setting> =>
  typeof makes === "function" ? makes() : makes;

/** Puts a watched plugin into a setting. */
export function harnessOf({ plugin }: Spy, cases: PluginCases, setting: Setting): Harness {
  const { options = cases.validOptions, plugins = [], verdict: _, release: __, ...rest } = setting;
  const own = options === undefined ? plugin : ([plugin, options] as const);
  return createHarness({ ...rest, plugins: [...plugins, own], clock: systemClock });
}

/** Runs a plugin in a setting, the whole way, and notes everything. */
export async function observe(
  plugin: Plugin,
  cases: PluginCases,
  makes: MakesSetting | undefined,
): Promise<Observation> {
  const setting = await openSetting(makes);
  const handles = watchHandles();
  const printing = watchPrinting();
  const exit = watchExit();
  const spy = spyOn(plugin);
  try {
    const harness = harnessOf(spy, cases, setting);
    const problems = await harness.problems();
    const outcome = await harness.run();
    const tests = harness.reported()?.tests ?? [];
    const seen = {
      problems,
      outcome,
      reasons: [...outcome.reasons, ...tests.flatMap(({ reasons }) => reasons)],
      warnings: [...(harness.reported()?.warnings ?? []), ...tests.flatMap(({ warnings = [] }) => warnings)],
      logs: harness.logs(),
      told: `${JSON.stringify(harness.events)}\n${JSON.stringify(harness.logs())}\n${harness.stdout()}`,
    };
    await harness.dispose();
    await setting.release?.();
    const left = await handles.left(CLOSING_MS);
    return {
      ...seen,
      applied: spy.applied(),
      printed: printing.printed,
      exits: exit.exits,
      left,
      wanted: setting.verdict,
    };
  } finally {
    handles.end();
    printing.end();
    exit.end();
  }
}
