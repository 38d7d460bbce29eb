export type { InvalidOptions, MakesSetting, PluginCases, Setting } from "./cases.ts";
export { describePlugin, type Framework } from "./describe-plugin.ts";
export { type Behaviour, fails, passes } from "./harness/behaviour.ts";
export { createFakeClock, type FakeClock } from "./harness/clock.ts";
export { createHarness } from "./harness/create-harness.ts";
export type { Harness, JsonLine } from "./harness/harness.ts";
export type { HarnessOptions, HarnessPlugin } from "./harness/options.ts";
export { createSilentServer, type SilentServer } from "./silent-server.ts";
export { Violation } from "./violation.ts";
