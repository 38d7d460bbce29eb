import { configErrors, type TestcarError } from "@testcar/core";
import type { CommandHelp } from "../help.ts";
import { injectErrors } from "../inject/errors.ts";
import { inject } from "../inject/inject.ts";
import { readFlags } from "../inject/layers.ts";
import { settings } from "../inject/settings.ts";
import { joinTexts, readSources } from "../inject/sources.ts";
import { allOptions, type Parsed } from "../options.ts";
import { tellProblems } from "./validate.ts";

export const help: CommandHelp = {
  usage: "inject [options] [-f FILE]...",
  summary: "Puts the agent into the pods of Kubernetes manifests, and writes them to standard output.",
  options: {
    file: {
      value: "FILE",
      short: "f",
      key: "file",
      multiple: true,
      help: "manifests: a file, a directory, or - for standard input; may be repeated",
    },
    ...settings,
    "opt-in": { key: "optIn", help: 'only pods with the annotation testcar/inject: "true"' },
    help: allOptions.help,
  },
  notes: [
    "For example: helm template . | testcar inject --image IMAGE | kubectl apply -f -\nWithout -f it reads standard input. What was done is said on stderr.",
    'Every option from --image on is also an annotation of the pod template, which wins: testcar/target: http://127.0.0.1:80.\nA switch is "true" or "false" there, a list has commas. testcar/inject: "false" leaves a pod without an agent, or takes\nit out again; "true" asks for one, also for a hook of Helm.',
    "Everything but the agent stays as it is, byte for byte. Injecting twice changes nothing, and other options change only\nthe agent. What cannot be done rightly is refused, all of it at once: then nothing is written, and the exit code is 2.",
  ],
};

const usage = (problem: string, hint: string): number =>
  tellProblems([configErrors.USAGE({ problem, hint })]);

/** `testcar inject` */
export async function main({ flags: given }: Parsed): Promise<number> {
  const files = [given["file"] ?? []].flat().filter((file) => typeof file === "string");
  if (files.length === 0 && process.stdin.isTTY) {
    return usage("There are no manifests", "Pipe them in, or name them: testcar inject -f FILE");
  }
  const { TESTCAR_IMAGE } = process.env;
  const flags = readFlags(TESTCAR_IMAGE ? { image: TESTCAR_IMAGE, ...given } : given);
  const problems: TestcarError[] = flags.wrong.map(({ name, reason }) =>
    injectErrors.SETTING({ where: "", name, reason, hint: "See testcar inject --help." }),
  );
  const read = await readSources(files.length === 0 ? ["-"] : files, process.stdin);
  problems.push(...read.problems);
  const request = { flags, optIn: given["optIn"] === true };
  const results = read.sources.map(({ file, text }) => inject(text, file, request));
  problems.push(...results.flatMap((result) => result.problems));
  if (problems.length > 0) return tellProblems(problems);
  process.stdout.write(joinTexts(results.map(({ text }) => text)));
  const notes = results.flatMap((result) => result.notes);
  const lines = notes.map(({ where, text }) => `${where}: ${text}`);
  process.stderr.write(
    `${[...lines, ...(lines.length === 0 ? ["There is no pod in these manifests."] : [])].join("\n")}\n`,
  );
  return 0;
}
