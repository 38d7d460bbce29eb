import { plainText } from "@testcar/report";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import type { Watch } from "../uncaught.ts";
import { inspect, tellProblems } from "./validate.ts";

const { config, tests, target, only, env, format, help: helpOption } = allOptions;

export const help: CommandHelp = {
  usage: "list [options]",
  summary: "Says which tests there are, which runner owns each, and what is ignored and why.",
  options: { config, tests, target, only, env, format, help: helpOption },
};

/** `testcar list` */
export async function main(parsed: Parsed, watch: Watch): Promise<number> {
  const { prepared, suite, problems } = await inspect(parsed, watch);
  const exitCode = tellProblems(problems);
  if (suite === undefined) return exitCode;
  const found = suite.tests.map(({ id, name, runner, problems: known = [] }) => ({
    id,
    name,
    runner,
    problems: known,
  }));
  if (prepared.format === "json") {
    process.stdout.write(`${JSON.stringify({ tests: found, ignored: suite.ignored })}\n`);
    return exitCode;
  }
  const lines = found.map(
    ({ id, name, runner, problems: [first] }) =>
      `${first === undefined ? " " : "!"} ${plainText(id).padEnd(40)} ${runner}${name === id ? "" : `  ${plainText(name)}`}${first === undefined ? "" : `  ${plainText(first.message)}`}`,
  );
  const ignored = suite.ignored.map(
    ({ path, reason, suspicious }) =>
      `${suspicious === true ? "?" : " "} ${plainText(path).padEnd(40)} ${plainText(reason)}`,
  );
  process.stdout.write(`${[`Tests in ${suite.directory}:`, ...lines, ""].join("\n")}\n`);
  if (ignored.length > 0) process.stdout.write(`${["Ignored:", ...ignored].join("\n")}\n`);
  return exitCode;
}
