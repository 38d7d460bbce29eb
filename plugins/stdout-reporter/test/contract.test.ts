import { describePlugin, fails, passes } from "../../../packages/plugin-testkit/src/index.ts";
import stdoutReporter from "../src/index.ts";

const packageName = "@testcar/plugin-stdout-reporter";
const tests = { passes: passes(), fails: fails("p95 is 800 ms, above 200 ms") };

for (const format of ["json", "text"] as const) {
  describePlugin(stdoutReporter, {
    packageName,
    validOptions: {},
    invalidOptions: [{ options: { outputLines: "many" }, path: "outputLines" }],
    taps: ["progress", "report"],
    works: { tests, format, verdict: "failed" },
  });
}
