// Writes the parts of docs/ that come from the code, or with --check says which of them are out of date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { commandReference } from "./docs/commands.ts";
import { configurationReference, configurationSchema } from "./docs/configuration.ts";
import { errorReference } from "./docs/errors.ts";
import { execPolicyReference, placeholderReference } from "./docs/exec-runner.ts";
import { exitCodeReference } from "./docs/exit-codes.ts";
import { kubernetesExamples } from "./docs/kubernetes.ts";
import { optionsReference } from "./docs/options.ts";
import { recordReference } from "./docs/records.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Puts generated text between the markers of a page that is otherwise written by hand. */
function fill(page: string, name: string, text: string): string {
  const start = `<!-- generated: ${name} (npm run docs) -->`;
  const end = "<!-- end of generated -->";
  const from = page.indexOf(start);
  const to = page.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`no place for the generated part "${name}"`);
  return `${page.slice(0, from + start.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

const read = (path: string): string => (existsSync(root + path) ? readFileSync(root + path, "utf8") : "");

const execRunnerPage = async (page: string): Promise<string> => {
  const withCommands = fill(page, "options", await optionsReference("exec-runner", "commandSchema"));
  return fill(fill(withCommands, "placeholders", placeholderReference()), "policies", execPolicyReference());
};

const files: ReadonlyMap<string, string> = new Map([
  ["docs/errors.md", fill(read("docs/errors.md"), "errors", await errorReference())],
  ["docs/exit-codes.md", fill(read("docs/exit-codes.md"), "exit codes", exitCodeReference())],
  ["docs/configuration.md", fill(read("docs/configuration.md"), "configuration", configurationReference())],
  ["docs/cli.md", fill(read("docs/cli.md"), "commands", commandReference(root))],
  ["docs/records.md", fill(read("docs/records.md"), "records", recordReference())],
  ["plugins/exec-runner/README.md", await execRunnerPage(read("plugins/exec-runner/README.md"))],
  [
    "plugins/kerberos/README.md",
    fill(read("plugins/kerberos/README.md"), "options", await optionsReference("kerberos")),
  ],
  [
    "plugins/artillery-runner/README.md",
    fill(read("plugins/artillery-runner/README.md"), "options", await optionsReference("artillery-runner")),
  ],
  [
    "plugins/oauth/README.md",
    fill(read("plugins/oauth/README.md"), "options", await optionsReference("oauth")),
  ],
  [
    "plugins/junit-reporter/README.md",
    fill(read("plugins/junit-reporter/README.md"), "options", await optionsReference("junit-reporter")),
  ],
  [
    "plugins/ctrf-reporter/README.md",
    fill(read("plugins/ctrf-reporter/README.md"), "options", await optionsReference("ctrf-reporter")),
  ],
  [
    "plugins/wait-for/README.md",
    fill(read("plugins/wait-for/README.md"), "options", await optionsReference("wait-for")),
  ],
  [
    "plugins/stdout-reporter/README.md",
    fill(read("plugins/stdout-reporter/README.md"), "options", await optionsReference("stdout-reporter")),
  ],
  ["packages/core/schema/testcar.schema.json", await configurationSchema(root)],
  ...kubernetesExamples(root),
]);

const stale = [...files].filter(([path, text]) => read(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`${path} is out of date: npm run docs`);
  console.log(`docs: ${files.size} generated pages, ${stale.length} out of date`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
    console.log(`wrote ${path}`);
  }
}
