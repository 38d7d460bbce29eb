import { describePlugin, fails, passes } from "../../../packages/plugin-testkit/src/index.ts";
import reporter from "../src/index.ts";

describePlugin(reporter, {
  packageName: "@testcar/plugin-ctrf-reporter",
  validOptions: { file: "reports/ctrf" },
  invalidOptions: [{ options: { file: "" }, path: "file" }],
  taps: ["preflight", "report"],
  works: {
    tests: { passes: passes(), fails: fails("p95 is 800 ms, above 200 ms") },
    files: { "reports/.keep": "" },
    verdict: "failed",
  },
});
