import type { Verdict } from "@testcar/core";
import type { HarnessOptions, HarnessPlugin } from "./harness/options.ts";

/** Where a plugin is put to work. */
export interface Setting extends Omit<HarnessOptions, "plugins" | "clock"> {
  /** Options for this setting, in place of `validOptions`. */
  readonly options?: object;
  /** Plugins that are there as well, in front of it. */
  readonly plugins?: readonly HarnessPlugin[];
  /** What the run has to come to; anything by default, as long as the plugin gives no reason against a pass. */
  readonly verdict?: Verdict;
  /** Closes what the setting has opened. */
  readonly release?: () => void | Promise<void>;
}

/** A setting, or what makes one: servers are opened by then. */
export type MakesSetting = Setting | (() => Setting | Promise<Setting>);

/** Options that the plugin has to refuse. */
export interface InvalidOptions {
  readonly options: object;
  /** Where the mistake is, as messages write it: `url`, `steps[0].name`. */
  readonly path: string;
}

/** What the contract tests have to know of a plugin. */
export interface PluginCases {
  /** Name of the package whose default export it is. */
  readonly packageName?: string | undefined;
  /** Options as a configuration gives them, a `Secret` of the core where it has `${env:…}`. None by default. */
  readonly validOptions?: object;
  readonly invalidOptions?: readonly InvalidOptions[];
  /** True for options among which any name is right. */
  readonly openOptions?: boolean;
  /** The hooks that it taps with the valid options: `["discover", "execute:soap"]`. Not checked without it. */
  readonly taps?: readonly string[];
  /** Ids of the credentials that it provides with the valid options. None by default. */
  readonly provides?: readonly string[];
  /** Ids of the credentials that it needs with the valid options. None by default. */
  readonly needs?: readonly string[];
  /** Where it does its work. By default, one test that passes and one that fails, which the kit runs. */
  readonly works?: MakesSetting | undefined;
  /** Where its work would take long: it is stopped in the midst of it. By default, it is stopped as soon as it starts. */
  readonly waits?: MakesSetting;
  /** Where it cannot do its work: it has to explain itself. Not checked without it. */
  readonly fails?: MakesSetting;
  /** Secrets that servers of the settings hand out: they must be nowhere. */
  readonly secrets?: readonly string[];
  /** Milliseconds that it may take to end when it is stopped; 5,000 by default. */
  readonly stopsWithinMs?: number;
}
