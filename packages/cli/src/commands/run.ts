import { existsSync } from "node:fs";
import { keepLastRecord, run, writeTerminationLog } from "@testcar/core";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { requestFor } from "../request.ts";
import { listenForStop } from "../signals.ts";
import { terminationLogOf, terminationLogOption } from "../termination-log.ts";
import type { Watch } from "../uncaught.ts";

export const help: CommandHelp = {
  usage: "run [options]",
  summary: "Runs the tests once. The exit code is the verdict.",
  options: { "termination-log": terminationLogOption, ...allOptions },
  notes: [
    "The configuration is package.json#testcar, .testcarrc, .testcarrc.{json,yaml,yml,js,mjs,cjs,ts} or testcar.config.*,\nin the working directory or above it up to the project's root, then in /etc/testcar. Every member can also be set by\na variable: TESTCAR_TEST_TIMEOUT=60s. Flags win over variables, variables over files.",
    "Exit codes: 0 passed, 1 failed, 2 usage or configuration, 3 plugin, 4 preflight, 5 no tests, 6 runner, 7 reporter,\n124 timed out, 128+signal interrupted.",
  ],
};

/** `testcar run` */
export async function main(parsed: Parsed, watch: Watch): Promise<number> {
  const stop = listenForStop();
  watch.onCrash(stop.crash);
  const request = requestFor(parsed, stop.signal, watch);
  const terminationLog = terminationLogOf(parsed);
  // Only containers have one: nobody else pays for it.
  if (!existsSync(terminationLog)) return (await run(request)).exitCode;
  const stdout = keepLastRecord(request.stdout);
  const { exitCode } = await run({ ...request, stdout: stdout.stream });
  writeTerminationLog(terminationLog, stdout.last());
  return exitCode;
}
