import {
  configErrors,
  describeErrors,
  didYouMean,
  type ErrorDescription,
  exitCodes,
  prepare,
} from "@testcar/core";
import { logProblems } from "@testcar/report";
import type { CommandHelp } from "../help.ts";
import { initErrors } from "../init/errors.ts";
import { injectErrors } from "../inject/errors.ts";
import { allOptions, type Parsed } from "../options.ts";
import { requestFor } from "../request.ts";
import type { Watch } from "../uncaught.ts";
import { tellProblems } from "./validate.ts";

const { config, help: helpOption } = allOptions;

export const help: CommandHelp = {
  usage: "explain [CODE] [options]",
  summary: "Says what an error code means and what to do about it. Without a code: lists them all.",
  options: { config, help: helpOption },
};

const logErrors = (): readonly ErrorDescription[] =>
  Object.entries(logProblems).map(([code, { message, hint }]) => {
    return { code, summary: "Reading a log.", message, hint, exitCode: exitCodes.unclear };
  });

// The codes of plugins are known as far as the configuration loads them.
async function everyError(parsed: Parsed, watch: Watch): Promise<readonly ErrorDescription[]> {
  const { plugins } = await prepare(requestFor(parsed, new AbortController().signal, watch));
  const own = plugins.flatMap(({ plugin }) =>
    Object.values(plugin.errors ?? {}).map((factory) => factory.describe()),
  );
  const inject = Object.values(injectErrors).map((factory) => factory.describe());
  const init = Object.values(initErrors).map((factory) => factory.describe());
  return [...describeErrors(), ...init, ...inject, ...logErrors(), ...own].sort((a, b) =>
    a.code < b.code ? -1 : 1,
  );
}

function explanation({ code, summary, message, hint, exitCode }: ErrorDescription): string {
  return [
    code,
    "",
    summary,
    "",
    `Example:    ${message}`,
    `What to do: ${hint}`,
    `Exit code:  ${exitCode}`,
    "",
  ].join("\n");
}

/** `testcar explain` */
export async function main(parsed: Parsed, watch: Watch): Promise<number> {
  const [wanted] = parsed.positionals;
  const errors = await everyError(parsed, watch);
  if (wanted === undefined) {
    for (const { code, summary } of errors) process.stdout.write(`${code.padEnd(40)} ${summary}\n`);
    return 0;
  }
  const name = wanted.toUpperCase().replaceAll("-", "_");
  const found = errors.find(({ code }) => code === name || code === `TESTCAR_${name}`);
  if (found === undefined) {
    const codes = errors.map(({ code }) => code);
    const similar = codes.filter((code) => code.includes(name));
    const meant =
      similar.length > 0 ? `Did you mean ${similar.join(" or ")}?` : didYouMean(name, codes).trim();
    return tellProblems([
      configErrors.USAGE({
        problem: `There is no error code ${wanted}`,
        hint: `${meant} testcar explain lists them all.`.trim(),
      }),
    ]);
  }
  process.stdout.write(explanation(found));
  return 0;
}
