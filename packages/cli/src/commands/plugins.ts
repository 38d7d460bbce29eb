import { prepare } from "@testcar/core";
import type { CommandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { requestFor } from "../request.ts";
import type { Watch } from "../uncaught.ts";
import { tellProblems } from "./validate.ts";

const { config, format, help: helpOption } = allOptions;

export const help: CommandHelp = {
  usage: "plugins [options]",
  summary: "Says which plugins are used, in the order in which they are applied, and where they come from.",
  options: { config, format, help: helpOption },
};

/** `testcar plugins` */
export async function main(parsed: Parsed, watch: Watch): Promise<number> {
  const prepared = await prepare(requestFor(parsed, new AbortController().signal, watch));
  const exitCode = tellProblems(prepared.problems);
  const plugins = prepared.plugins.map(({ plugin, version, path, entry, needs, provides }) => ({
    name: plugin.name,
    version: version ?? null,
    path: path === "" ? null : path,
    configuredBy: entry.where,
    needs,
    provides,
  }));
  if (prepared.format === "json") {
    process.stdout.write(`${JSON.stringify({ plugins })}\n`);
    return exitCode;
  }
  for (const { name, version, path, configuredBy, needs, provides } of plugins) {
    const credentials = [
      ...needs.map((credential) => `needs ${credential}`),
      ...provides.map((credential) => `provides ${credential}`),
    ].join(", ");
    process.stdout.write(
      `  ${name.padEnd(24)} ${(version ?? "-").padEnd(10)} ${path ?? configuredBy}${credentials && `  (${credentials})`}\n`,
    );
  }
  return exitCode;
}
