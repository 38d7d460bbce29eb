import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeContext } from "./context.js";
import { build, buildCommand, findEngine } from "./engine.js";
import { AssembleError } from "./error.js";
import { HELP, readOptions } from "./options.js";

const say = (line) => process.stdout.write(`${line}\n`);

/** A file that the command line names, as an absolute path. */
function fileOf(option, name) {
  if (name === undefined) return undefined;
  const path = resolve(name);
  if (!existsSync(path)) throw new AssembleError(`--${option}: there is no ${path}`, "Check the path.");
  return path;
}

function assemble(given) {
  const options = { ...given };
  for (const name of ["config", "npmrc", "ca"]) options[name] = fileOf(name, given[name]);
  const engine = options.build ? findEngine(options.engine) : undefined;
  const context = resolve(options.context ?? mkdtempSync(join(tmpdir(), "testcar-context-")));
  try {
    const { packages, count, idle } = writeContext(context, options);
    say(`${packages.join(", ")}: ${count} packages in all, locked in ${join(context, "package-lock.json")}`);
    if (idle.length > 0) {
      say(
        `These have install scripts, which do not run: ${idle.join(", ")} (--run-scripts PACKAGE lets one)`,
      );
    }
    const command = buildCommand(engine ?? "docker", context, options);
    if (engine === undefined) say(`To build it: ${command.join(" ")}`);
    else {
      build(command);
      say(`Built ${options.tag}`);
    }
  } finally {
    if (options.context === undefined) rmSync(context, { recursive: true, force: true });
  }
}

/**
 * `docker/assemble`
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} The exit code: 2 for what the user can put right.
 */
export async function main(args) {
  try {
    const options = readOptions(args);
    if (options.help) process.stdout.write(HELP);
    else assemble(options);
    return 0;
  } catch (error) {
    if (!(error instanceof AssembleError)) throw error;
    process.stderr.write(`docker/assemble: ${error.message}\n  ${error.hint.replaceAll("\n", "\n  ")}\n`);
    return 2;
  }
}
