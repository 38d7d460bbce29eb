import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configNames, reasonOf, type TestcarError } from "@testcar/core";
import type { CommandHelp } from "../help.ts";
import { initErrors } from "../init/errors.ts";
import { nextSteps } from "../init/next-steps.ts";
import { makePlan, type Plan } from "../init/plan.ts";
import { type Project, readProject, schemaFor } from "../init/project.ts";
import { folder, renderJson, renderYaml } from "../init/render.ts";
import { allOptions, type Parsed } from "../options.ts";
import { tellProblems } from "./validate.ts";

export const help: CommandHelp = {
  usage: "init [options]",
  summary: "Looks at what is in the working directory, and writes a configuration for it.",
  options: {
    format: {
      value: "FORMAT",
      choices: ["yaml", "json"],
      help: "yaml, with comments and suggestions (default), or json",
    },
    force: { key: "force", help: "replace the configuration that is there" },
    "dry-run": { key: "dryRun", help: "print it, write nothing" },
    help: allOptions.help,
  },
  notes: [
    "It looks for Artillery scripts and for tests of other programs, and at package.json. It asks nothing and installs\nnothing; what there is to install, it says.",
  ],
};

/** What stands in the way of a new configuration. */
function obstacle(project: Project, wanted: string, force: boolean): TestcarError | undefined {
  const present = new Set(readdirSync(project.directory));
  const others = configNames.filter(
    (name) => name !== "package.json" && name !== wanted && present.has(name),
  );
  const [file] = [...(project.hasConfiguration ? ["package.json, member testcar"] : []), ...others];
  if (file !== undefined) return initErrors.ANOTHER({ file, wanted });
  return present.has(wanted) && !force ? initErrors.EXISTS({ file: wanted }) : undefined;
}

function tellNext(done: string, plan: Plan, project: Project): string {
  const found = plan.found.length > 0 ? plan.found.join(", ") : "no tests yet";
  const note = plan.found.length > 0 ? [] : [`  put a test into ${folder(plan.tests)}`];
  return [
    `${done}: ${found} in ${folder(plan.tests)}`,
    "",
    "Next:",
    ...note,
    ...nextSteps(plan, project).map((step) => `  ${step}`),
    "",
  ].join("\n");
}

/** `testcar init` */
export async function main({ flags, own }: Parsed): Promise<number> {
  const isJson = own["format"] === "json";
  const isDryRun = flags["dryRun"] === true;
  const file = `testcar.config.${isJson ? "json" : "yaml"}`;
  const project = readProject(process.cwd());
  const problem = isDryRun ? undefined : obstacle(project, file, flags["force"] === true);
  if (problem !== undefined) return tellProblems([problem]);
  const plan = await makePlan(project);
  const text = (isJson ? renderJson : renderYaml)(plan, schemaFor(project.directory));
  if (isDryRun) {
    process.stdout.write(text);
    process.stderr.write(tellNext(`Would write ${file}`, plan, project));
    return 0;
  }
  try {
    writeFileSync(join(project.directory, file), text);
  } catch (error) {
    return tellProblems([initErrors.UNWRITABLE({ file, reason: reasonOf(error) }, error)]);
  }
  process.stdout.write(tellNext(`Wrote ${file}`, plan, project));
  return 0;
}
