import { resolve } from "node:path";
import { configErrors, hold, STATE_DIRECTORY, sidecar } from "@testcar/core";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { requestFor } from "../request.ts";
import { listenForStop } from "../signals.ts";
import { terminationLogOf, terminationLogOption } from "../termination-log.ts";
import { exit, type Watch } from "../uncaught.ts";

const AFTER = ["hold", "exit"];

// It writes records only.
const { format: _format, color: _color, "no-color": _noColor, ...runOptions } = allOptions;

export const help: CommandHelp = {
  usage: "sidecar [options]",
  summary:
    "Runs the tests at most once per pod, says the verdict as records, then holds until it is stopped.",
  options: {
    "state-dir": {
      value: "DIR",
      help: `what must outlive a restart of the container (default ${STATE_DIRECTORY})`,
    },
    after: {
      value: "WHAT",
      help: "hold (default) until a signal comes, or exit with the verdict's code",
      choices: AFTER,
    },
    "termination-log": terminationLogOption,
    ...runOptions,
  },
  notes: [
    "A restarted sidecar runs nothing: it prints the stored verdict again. One that was killed in the middle of a run says\ninterrupted. Mount an emptyDir of its own at the state directory, and say which pod it is with TESTCAR_POD_UID\n(the downward API's metadata.uid).",
    "Variables: TESTCAR_STATE_DIR, TESTCAR_AFTER and TESTCAR_TERMINATION_LOG set the same as the options.",
    "SIGTERM in the middle of a run ends it as interrupted; while holding, the sidecar exits 0 at once.",
  ],
};

/** `testcar sidecar` */
export async function main(parsed: Parsed, watch: Watch): Promise<number> {
  const { own } = parsed;
  const stop = listenForStop();
  watch.onCrash(stop.crash);
  const after = own["after"] ?? (process.env["TESTCAR_AFTER"] || "hold");
  const request = requestFor(parsed, stop.signal, watch);
  const { exitCode, stopped } = await sidecar({
    ...request,
    problems: AFTER.includes(after) ? parsed.problems : [...parsed.problems, wrongAfter(after)],
    stateDirectory: resolve(own["state-dir"] ?? (process.env["TESTCAR_STATE_DIR"] || STATE_DIRECTORY)),
    terminationLog: terminationLogOf(parsed),
  });
  if (stopped || after === "exit") return exitCode;
  return hold(exit);
}

const wrongAfter = (after: string) =>
  configErrors.USAGE({
    problem: `The variable TESTCAR_AFTER cannot be ${after}`,
    hint: `It is ${AFTER.join(" or ")}.`,
  });
