import { configErrors, reasonOf } from "@testcar/core";
import { type Reading, readLog, renderReading } from "@testcar/report";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { tellProblems } from "./validate.ts";

export const help: CommandHelp = {
  usage: "read [options] < LOG",
  summary: "Reads the log of a Testcar container on standard input and tells the verdict of its last run.",
  options: {
    format: { ...allOptions.format, help: "text or json (default text)" },
    help: allOptions.help,
  },
  notes: [
    "The exit code is the verdict's: 0 passed, 1 failed, …; 8 when the log does not say beyond doubt what it is.\nFor example: kubectl logs POD -c testcar | testcar read",
  ],
};

const usage = (problem: string, hint: string): number =>
  tellProblems([configErrors.USAGE({ problem, hint })]);

/** `testcar read` */
export async function main({ flags }: Parsed): Promise<number> {
  const { format = "text" } = flags;
  if (format !== "text" && format !== "json") {
    return usage(`There is no format ${String(format)}`, "Write --format text or --format json.");
  }
  if (process.stdin.isTTY) process.stderr.write("Reading a log from the terminal; end it with Ctrl-D.\n");
  let reading: Reading;
  try {
    reading = await readLog(process.stdin);
  } catch (error) {
    return usage(`Cannot read standard input: ${reasonOf(error)}`, "Give it a log: testcar read < LOG");
  }
  process.stdout.write(format === "json" ? `${JSON.stringify(reading)}\n` : renderReading(reading));
  return reading.exitCode;
}
