import { resolve } from "node:path";
import type { Writable } from "node:stream";
import type { Terminal } from "./ask.ts";
import { parseFlags } from "./flags.ts";
import { help } from "./help.ts";
import { missingProblem, type Plan, planOf, problemsOf } from "./plan.ts";
import { renderProblems } from "./problem.ts";
import { type Files, renderPackage } from "./render.ts";
import { version } from "./version.ts";
import { writePackage } from "./write.ts";

/** What the generator has to do with the rest of the machine. */
export interface Outside extends Terminal {
  /** Where relative directories start. */
  readonly cwd: string;
  readonly stderr: Writable;
}

const CANNOT_WRITE = 1;
const USAGE = 2;
/** 128 and SIGINT, as shells count. */
const CANCELLED = 130;

function ending({ names, kind, directory }: Plan, files: Files): string {
  const way = directory === "." ? [] : [`cd ${/^[\w@./-]+$/.test(directory) ? directory : `'${directory}'`}`];
  return [
    `Wrote the ${kind} ${names.package} to ${directory}:`,
    ...[...files.keys()].map((path) => `  ${path}`),
    "",
    "What to do next:",
    ...[...way, "npm install", "npm test"].map((command) => `  ${command}`),
    "",
    `It works as it is; make it do what you need. A configuration names it "${names.short}". README.md has the rest.`,
    "",
  ].join("\n");
}

function write(plan: Plan, { cwd, stdout, stderr }: Outside): number {
  const files = renderPackage(plan.kind, plan.language, plan.names);
  try {
    writePackage(resolve(cwd, plan.directory), files);
  } catch (error) {
    const reason = String(error).replace(/^Error: /, "");
    const hint = "Nothing was kept. Look whether you may write there, or say another place with --directory.";
    stderr.write(renderProblems([{ message: `${plan.directory} cannot be written: ${reason}`, hint }]));
    return CANNOT_WRITE;
  }
  stdout.write(ending(plan, files));
  return 0;
}

/**
 * `npm create testcar-plugin`: writes the package of a new plugin, after asking for what the command line does not say.
 *
 * @param args - What stands behind the command's name.
 * @returns The exit code: 0; 1 when it cannot be written, 2 when the command line is wrong, 130 when the user stops it.
 * @example
 * ```ts
 * const { stdin, stdout, stderr } = process;
 * process.exitCode = await main(["soap", "--kind", "runner"], { cwd: process.cwd(), stdin, stdout, stderr });
 * ```
 */
export async function main(args: readonly string[], outside: Outside): Promise<number> {
  const { cwd, stdin, stdout, stderr } = outside;
  const { yes, help: wantsHelp, version: wantsVersion, problems: misread, ...flags } = parseFlags(args);
  if (wantsHelp || wantsVersion) {
    stdout.write(wantsHelp ? help : `${version}\n`);
    return 0;
  }
  const canAsk = stdin.isTTY === true && stdout.isTTY === true && !yes;
  const missing = canAsk ? undefined : missingProblem(flags);
  const problems = [...misread, ...problemsOf(flags, cwd), ...(missing === undefined ? [] : [missing])];
  if (problems.length > 0) {
    stderr.write(renderProblems(problems));
    return USAGE;
  }
  const given = canAsk ? await (await import("./ask.ts")).ask(flags, cwd, outside) : flags;
  const plan = given === undefined ? undefined : planOf(given);
  // Nothing is missing by now: there is no plan only when the user does not want one.
  return plan === undefined ? CANCELLED : write(plan, outside);
}
