import { exitCodes, run } from "@testcar/core";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { requestFor } from "../request.ts";
import { listenForStop } from "../signals.ts";

export const help: CommandHelp = {
  usage: "run [options]",
  summary: "Runs the tests once. The exit code is the verdict.",
  options: allOptions,
  notes: [
    "The configuration is package.json#testcar, .testcarrc, .testcarrc.{json,yaml,yml,js,mjs,cjs,ts} or testcar.config.*,\nin the working directory or above it up to the project's root, then in /etc/testcar. Every member can also be set by\na variable: TESTCAR_TEST_TIMEOUT=60s. Flags win over variables, variables over files.",
    "Exit codes: 0 passed, 1 failed, 2 usage or configuration, 3 plugin, 4 preflight, 5 no tests, 6 runner, 7 reporter,\n124 timed out, 128+signal interrupted.",
  ],
};

/** `testcar run` */
export async function main(parsed: Parsed): Promise<number> {
  let isTold = false;
  // Whoever ends the process before the verdict is told, and however politely: that is no pass.
  process.on("exit", () => {
    if (!isTold && (process.exitCode ?? 0) === 0) process.exitCode = exitCodes.runner;
  });
  const stop = listenForStop();
  const { exitCode } = await run(requestFor(parsed, stop.signal));
  isTold = true;
  return exitCode;
}
