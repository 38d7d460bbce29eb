// What @testcar/plugin-testkit runs the stages with: the real ones, one at a time. A change here breaks no plugin.
export { asProblem, bindStages, type Stages } from "./bind-stages.ts";
export { type Checked, check as checkOptions } from "./config/issues.ts";
export { type Findings, finishRun } from "./finish-run.ts";
export { whyNoPlugin } from "./plugins/load.ts";
export { packagesOf, shortName } from "./plugins/names.ts";
export { runPrepared } from "./run.ts";
export { type StartedRun, startRun } from "./start-run.ts";
