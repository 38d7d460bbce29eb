import { definePlugin, type Plugin } from "@testcar/core";
import { optionsSchema, type StdoutReporterOptions } from "./options.ts";
import { reportAsRecords } from "./records.ts";
import { reportAsText } from "./text.ts";

/** Records on stdout for machines, a summary for people. The command line brings it along. */
const stdoutReporter: Plugin<StdoutReporterOptions> = definePlugin({
  name: "stdout-reporter",
  apiVersion: 1,
  options: optionsSchema,
  // Without its last record no reader knows the verdict.
  required: true,
  apply(testcar, options) {
    if (testcar.format === "json") reportAsRecords(testcar);
    else reportAsText(testcar, options);
  },
});

export default stdoutReporter;
