import { exitCodes, exitCodeVerdicts } from "@testcar/core";
import { code, table } from "./table.ts";

const MEANINGS: Readonly<Record<keyof typeof exitCodes, string>> = {
  passed: "at least one test ran, every test's runner ended with 0, and no policy objected",
  failed: "a test failed",
  configuration: "the command line or the configuration is wrong, or the tests directory cannot be read",
  plugin: "a plugin is missing, broken or misused",
  preflight: "what the tests need could not be got ready",
  noTests: "there are no tests, or none that was asked for",
  runner: "a runner could not run a test, or crashed; or Testcar itself failed",
  reporter: "a required reporter failed, so the verdict may not have been told",
  unclear: "`testcar read` only: the log does not say the verdict beyond doubt",
  timedOut: "the time of a test or of the run was up",
};

const isName = (name: string): name is keyof typeof exitCodes => name in exitCodes;

/** What the process ends with, by number. */
export function exitCodeReference(): string {
  const rows = Object.keys(exitCodes)
    .filter(isName)
    .map((name) => [String(exitCodes[name]), exitCodeVerdicts[name], MEANINGS[name]]);
  const signals = [
    "128 + signal",
    "interrupted",
    "stopped from outside: 130 by SIGINT, 143 by SIGTERM, 129 by SIGHUP",
  ];
  return table(
    ["exit code", "verdict", "when"],
    [...rows, signals].map(([number = "", verdict = "", when = ""]) => [code(number), verdict, when]),
  );
}
