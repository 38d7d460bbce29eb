import { describeErrors, type ErrorDescription, exitCodes, type Plugin } from "@testcar/core";
import artilleryRunner from "@testcar/plugin-artillery-runner";
import ctrfReporter from "@testcar/plugin-ctrf-reporter";
import execRunner from "@testcar/plugin-exec-runner";
import junitReporter from "@testcar/plugin-junit-reporter";
import kerberos from "@testcar/plugin-kerberos";
import oauth from "@testcar/plugin-oauth";
import waitFor from "@testcar/plugin-wait-for";
import { logProblems } from "@testcar/report";
import { initErrors } from "../../packages/cli/src/init/errors.ts";
import { injectErrors } from "../../packages/cli/src/inject/errors.ts";

function section({ code, summary, message, hint, exitCode }: ErrorDescription): string {
  const quote = (text: string): string =>
    text
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n");
  return [
    `### ${code}`,
    "",
    summary,
    "",
    quote(message),
    "",
    `${hint}${/[.?!)]$/.test(hint) ? "" : "."} Exit code ${exitCode}.`,
  ].join("\n");
}

/** Every error of the core, of the official plugins and of the log reader. */
export async function errorReference(): Promise<string> {
  const log = Object.entries(logProblems).map(([code, { message, hint }]): ErrorDescription => {
    return { code, summary: "Said by whoever reads a log.", message, hint, exitCode: exitCodes.unclear };
  });
  const errorsOf = ({ errors = {} }: Pick<Plugin, "errors">): readonly ErrorDescription[] =>
    Object.values(errors).map((factory) => factory.describe());
  const parts = [
    ["Core", describeErrors()],
    ["testcar init", Object.values(initErrors).map((factory) => factory.describe())],
    ["testcar inject", Object.values(injectErrors).map((factory) => factory.describe())],
    ["@testcar/plugin-artillery-runner", errorsOf(artilleryRunner)],
    ["@testcar/plugin-exec-runner", errorsOf(execRunner)],
    ["@testcar/plugin-ctrf-reporter", errorsOf(ctrfReporter)],
    ["@testcar/plugin-junit-reporter", errorsOf(junitReporter)],
    ["@testcar/plugin-kerberos", errorsOf(kerberos)],
    ["@testcar/plugin-oauth", errorsOf(oauth)],
    ["@testcar/plugin-wait-for", errorsOf(waitFor)],
    ["@testcar/report: reading a log", log],
  ] as const;
  return parts.map(([title, errors]) => [`## ${title}`, ...errors.map(section)].join("\n\n")).join("\n\n");
}
