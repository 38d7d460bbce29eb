export type {
  Check,
  Counts,
  EndpointMetrics,
  Latency,
  Metrics,
  OutputSummary,
  Reason,
  TestStatus,
  Verdict,
} from "@testcar/report";
export type { Config, PluginEntry } from "./config/config.ts";
export { defaults } from "./config/config.ts";
export { durationSchema, parseDuration } from "./config/duration.ts";
export { configNames } from "./config/find.ts";
export { loadConfig } from "./config/load.ts";
export { configSchema } from "./config/schema.ts";
export { Secret } from "./config/secret.ts";
export * from "./contexts.ts";
export * from "./credentials/credential.ts";
export type { Credentials } from "./credentials/store.ts";
export * from "./credentials/transient.ts";
export { configErrors } from "./errors/catalogue/config.ts";
export { credentialErrors } from "./errors/catalogue/credentials.ts";
export { journalErrors } from "./errors/catalogue/journal.ts";
export { pluginErrors } from "./errors/catalogue/plugins.ts";
export { runErrors } from "./errors/catalogue/run.ts";
export { describeErrors } from "./errors/catalogue.ts";
export * from "./errors/define.ts";
export * from "./errors/error.ts";
export * from "./errors/exit-codes.ts";
export { reasonOf } from "./errors/reason.ts";
export { renderProblems } from "./errors/render.ts";
export { didYouMean, suggest } from "./errors/suggest.ts";
export { openKeptOutputs } from "./files/kept-output.ts";
export { discardFile, writeFileAtomically } from "./files/write-atomically.ts";
export * from "./hooks.ts";
export { logCauses } from "./log/causes.ts";
export * from "./log/logger.ts";
export * from "./model.ts";
export { keepLastRecord } from "./once/last-record.ts";
export { TERMINATION_LOG, writeTerminationLog } from "./once/termination-log.ts";
export * from "./plugins/define.ts";
export type { BuiltInPlugin } from "./plugins/load.ts";
export type { ConfiguredPlugin } from "./plugins/options.ts";
export { pluginIn } from "./plugins/whose.ts";
export { type Prepared, prepare, type RunRequest } from "./prepare.ts";
export * from "./process/clock.ts";
export * from "./process/exec.ts";
export { hold } from "./process/hold.ts";
export * from "./progress.ts";
export { run } from "./run.ts";
export { type RunProblem, runProblem } from "./run-problem.ts";
export { type SidecarEnd, type SidecarRequest, STATE_DIRECTORY, sidecar } from "./sidecar.ts";
export { type Discovered, discover } from "./stages/discover.ts";
export type { StopReason } from "./stop.ts";
/** For `@testcar/plugin-testkit` alone: no part of the plugin API. */
export * as testing from "./testing.ts";
