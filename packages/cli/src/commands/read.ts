import { configErrors, reasonOf } from "@testcar/core";
import { type Reading, readLog, renderReading } from "@testcar/report";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { tellProblems } from "./validate.ts";

export const help: CommandHelp = {
  usage: "read [options] < LOG",
  summary: "Reads the log of a Testcar container on standard input and tells the verdict of its last run.",
  options: {
    format: { ...allOptions.format, choices: ["text", "json"], help: "text or json (default text)" },
    help: allOptions.help,
  },
  notes: [
    "The exit code is the verdict's: 0 passed, 1 failed, …; 8 when the log does not say beyond doubt what it is.\nFor example: kubectl logs POD -c testcar | testcar read",
  ],
};

/** `testcar read` */
export async function main({ flags }: Parsed): Promise<number> {
  if (process.stdin.isTTY) process.stderr.write("Reading a log from the terminal; end it with Ctrl-D.\n");
  let reading: Reading;
  try {
    reading = await readLog(process.stdin);
  } catch (error) {
    const problem = `Cannot read standard input: ${reasonOf(error)}`;
    return tellProblems([configErrors.USAGE({ problem, hint: "Give it a log: testcar read < LOG" })]);
  }
  process.stdout.write(flags["format"] === "json" ? `${JSON.stringify(reading)}\n` : renderReading(reading));
  return reading.exitCode;
}
