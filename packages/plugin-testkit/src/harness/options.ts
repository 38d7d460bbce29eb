import type { Clock, Plugin } from "@testcar/core";
import type { Behaviour } from "./behaviour.ts";

/** A plugin, alone or with the options that a configuration would give it. A `Secret` of the core may stand among them. */
export type HarnessPlugin = Plugin | readonly [plugin: Plugin, options: object];

/** What a {@link Harness} is made of. */
export interface HarnessOptions {
  /** In the order of a configuration. They are taken as they are: nothing is looked for or loaded. */
  readonly plugins?: readonly HarnessPlugin[];
  /**
   * The tests directory: path to content. In place of a content, a function says what the test does, which the kit's own runner
   * then runs. Without it, there is one test, which passes.
   */
  readonly tests?: Readonly<Record<string, string | Behaviour>>;
  /** Files beside the tests directory, which is `tests`: for options that name files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where the service under test listens. */
  readonly target?: string;
  /** Other members of the configuration, by their names: `{ testTimeout: "2s" }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Variables on top of this process's own, without its `TESTCAR_*`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What stdout is for; `json` by default. */
  readonly format?: "json" | "text";
  /** A {@link FakeClock} by default, which stands still. */
  readonly clock?: Clock;
}
