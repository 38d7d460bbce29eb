import { readLog, renderReading } from "@testcar/report";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";

const { format, help: helpOption } = allOptions;

export const help: CommandHelp = {
  usage: "read [options] < LOG",
  summary: "Reads the log of a Testcar container on standard input and tells the verdict of its last run.",
  options: { format, help: helpOption },
  notes: [
    "The exit code is the verdict's: 0 passed, 1 failed, …; 8 when the log does not say beyond doubt what it is.\nFor example: kubectl logs POD -c testcar | testcar read",
  ],
};

/** `testcar read` */
export async function main(parsed: Parsed): Promise<number> {
  if (process.stdin.isTTY) process.stderr.write("Reading a log from the terminal; end it with Ctrl-D.\n");
  const reading = await readLog(process.stdin);
  const isJson = parsed.flags.format === "json";
  process.stdout.write(isJson ? `${JSON.stringify(reading)}\n` : renderReading(reading));
  return reading.exitCode;
}
