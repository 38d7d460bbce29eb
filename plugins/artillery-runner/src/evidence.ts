import type { Check, ExecResult, Metrics } from "@testcar/core";

/** What Artillery says of the script that it is about to run, after merging shared configuration, environment and overrides. */
export interface ScriptFacts {
  /** Keys of `config.plugins`, with those that Testcar adds left out. */
  readonly configuredPlugins: readonly string[];
  /** The configured plugins that Artillery could not load. */
  readonly missingPlugins: readonly string[];
  /** True when `config.ensure` (or the ensure plugin's own configuration) sets thresholds or conditions. */
  readonly usesEnsure: boolean;
  /** Words that have to come up in the conditions that `ensure` checks: metrics, and keys such as `maxErrorRate`. */
  readonly ensured: readonly string[];
  /** True when one of these judges errors itself: `maxErrorRate`, or an expression over `errors.*`, `vusers.failed` or the like. */
  readonly ensuresErrors: boolean;
  /** True when a step of a scenario has `expect`. */
  readonly usesExpect: boolean;
  readonly target?: string;
  /** Names of the scenarios that can run, or their index. */
  readonly scenarios: readonly string[];
  /** Names of the payload files that have no rows. */
  readonly emptyPayloads: readonly string[];
  readonly phases: readonly { readonly name?: string; readonly durationSeconds: number }[];
  /** Names of `config.environments`. */
  readonly environments: readonly string[];
  /** Steps whose verb no engine knows, for example `gett`, as "scenario: verb". */
  readonly unknownVerbs: readonly string[];
}

/** Everything that is known of one `artillery run` after its end. Collected by the plugin inside Artillery, not from printed text. */
export interface Evidence {
  readonly exit: ExecResult;
  /** Missing when Artillery gave up before it had a script to run. */
  readonly script?: ScriptFacts;
  /** Functions that the script names and its processor does not have, as "name (place)". */
  readonly undefinedFunctions: readonly string[];
  /** Expectations that the expect plugin passes over, as "kind (place)". */
  readonly uncheckedExpectations: readonly string[];
  /** Expectations that did not hold, in words, for people: some, when there are many. */
  readonly failedExpectations: readonly string[];
  /** False when requests were to carry credentials, and this Artillery sent them in a way that leaves no place for it. */
  readonly canAuthorize: boolean;
  /** Why requests failed before they were sent: there was no valid credential for them. In words. */
  readonly credentialProblems: readonly string[];
  /** True when every phase and virtual user came to its end; false for what was cut off. */
  readonly completed: boolean;
  /** The results so far, or all of them when `completed`. */
  readonly metrics: Metrics;
  /** Conditions of `ensure` and counts of `expect`. */
  readonly checks: readonly Check[];
  /** True when a worker thread ended although its test had not. */
  readonly workerLost: boolean;
  /** True when the watchdog ended Artillery, because nothing could come any more. */
  readonly hung: boolean;
  /** True when Artillery ran out of memory. */
  readonly outOfMemory: boolean;
  /** What Artillery itself says of its failure: the last error lines that it printed, for people. */
  readonly message?: string;
  /** Why results could not be written; only looked for when some are missing. */
  readonly unwritable?: { readonly path: string; readonly reason: string };
  /** Differences between the events and the file of `--output`, in words; empty when they agree or there is no file. */
  readonly discrepancies: readonly string[];
}
