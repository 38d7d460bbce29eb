import { definePlugin, type Plugin } from "@testcar/core";
import { optionsSchema, type StdoutReporterOptions } from "./options.ts";
import { reportToPeople } from "./people.ts";
import { reportAsRecords } from "./records.ts";
import type { Terminal } from "./terminal.ts";

export type { Terminal } from "./terminal.ts";

const noTerminal: Terminal = { isColoured: false, isLive: false, divert: () => undefined };

/**
 * Records on stdout for machines, a live view for people at a terminal, plain lines for people elsewhere.
 *
 * @param terminal - Without it, nothing is drawn anew, and nothing is coloured.
 * @example
 * ```ts
 * const plugin = createStdoutReporter({ isColoured: true, isLive: false, divert: () => undefined });
 * ```
 */
export const createStdoutReporter = (terminal: Terminal = noTerminal): Plugin<StdoutReporterOptions> =>
  definePlugin({
    name: "stdout-reporter",
    apiVersion: 1,
    options: optionsSchema,
    // Without its last record no reader knows the verdict.
    required: true,
    apply(testcar, options) {
      if (testcar.format === "json") reportAsRecords(testcar);
      else reportToPeople(testcar, options, terminal);
    },
  });

const stdoutReporter: Plugin<StdoutReporterOptions> = createStdoutReporter();

/** Records on stdout for machines, plain lines for people. The command line brings it along. */
export default stdoutReporter;
