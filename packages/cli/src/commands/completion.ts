import { configErrors, exitCodes } from "@testcar/core";
import { isShell, shells } from "../completion/shells.ts";
import { type CommandHelp, commandHelp } from "../help.ts";
import { allOptions, type Parsed } from "../options.ts";
import { tellProblems } from "./validate.ts";

const names = Object.keys(shells);

export const help: CommandHelp = {
  usage: `completion ${names.join("|")}`,
  summary: "Prints a script by which a shell completes commands, options, their values and the ids of tests.",
  options: { help: allOptions.help },
  notes: [
    [
      "Put one of these lines into the file that your shell reads when it starts:",
      ...Object.values(shells).map(({ file, line }) => `  ${line.padEnd(36)}# ${file}`),
    ].join("\n"),
    "The shell asks testcar itself, which has to be in the PATH: npm install --global @testcar/cli, or\nPATH=$PWD/node_modules/.bin:$PATH in a project. Ids of tests, behind --only, are those of testcar list, which loads the\nconfiguration and its plugins.",
  ],
};

/** `testcar completion` */
export async function main({ positionals: [shell] }: Parsed): Promise<number> {
  if (shell === undefined) {
    process.stdout.write(commandHelp(help));
    return exitCodes.configuration;
  }
  if (!isShell(shell)) {
    return tellProblems([
      configErrors.USAGE({
        problem: `There is no completion for ${shell}`,
        hint: `There is one for ${names.join(", ")}. See testcar completion --help.`,
      }),
    ]);
  }
  const { printScript } = await import("../completion/script.ts");
  printScript(shell);
  return 0;
}
