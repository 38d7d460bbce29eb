import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Credentials } from "../credentials/store.ts";
import type { ErrorFactory } from "../errors/define.ts";
import type { Hooks } from "../hooks.ts";
import type { Logger } from "../log/logger.ts";
import type { Clock } from "../process/clock.ts";
import type { Exec } from "../process/exec.ts";

/** The version of the plugin API that this core offers. */
export const API_VERSION = 1;

/** All that a plugin gets: what it needs, never the core. */
export interface PluginApi {
  /** What to tap: the four stages, and live progress. */
  readonly hooks: Hooks;
  /** Writes diagnostics to stderr; each line names the plugin. */
  readonly logger: Logger;
  /** Starts a process without a shell. In `execute`, use the one of the context, which belongs to the test. */
  readonly exec: Exec;
  /** Credentials of other plugins, which this one names in `needs`. */
  readonly credentials: Credentials;
  /** Tells the time, so that a test can bring its own. */
  readonly clock: Clock;
  /** Where relative paths of the configuration start. */
  readonly baseDirectory: string;
  /** Standard output, for reporters. */
  readonly stdout: NodeJS.WritableStream;
  /** Who runs: for reports. */
  readonly agent: { readonly version: string; readonly node: string };
  /** What stdout is for: `json` for machines, `text` for people. */
  readonly format: "json" | "text";
}

/** A plugin: the default export of its package. */
export interface Plugin<Options = unknown> {
  /** The package's short name, for example `oauth` or `@acme/soap`. */
  readonly name: string;
  /** The plugin API it is written for: {@link API_VERSION}. */
  readonly apiVersion: number;
  /** Describes the options (https://standardschema.dev); without it, the plugin takes none. Validated before `apply`. */
  readonly options?: StandardSchemaV1<unknown, Options>;
  /** Ids of the credentials that it needs. */
  needs?(options: Options): readonly string[];
  /** Ids of the credentials that it provides. */
  provides?(options: Options): readonly string[];
  /** True for a reporter without whose success nothing counts as reported: its failure ends the run with exit code 7. */
  readonly required?: boolean;
  /** Its errors, for `testcar explain` and the reference. */
  readonly errors?: Readonly<Record<string, Pick<ErrorFactory<never>, "code" | "describe">>>;
  /** Taps the hooks. Synchronous, without I/O. */
  apply(testcar: PluginApi, options: Options): void;
}

/**
 * Types a plugin; gives back what it gets.
 *
 * @example
 * ```ts
 * export default definePlugin({
 *   name: "hello",
 *   apiVersion: 1,
 *   apply(testcar) {
 *     testcar.hooks.report.tap("hello", (run) => testcar.logger.info(`the run ${run.verdict}`));
 *   },
 * });
 * ```
 */
export function definePlugin<Options = undefined>(plugin: Plugin<Options>): Plugin<Options> {
  return plugin;
}
