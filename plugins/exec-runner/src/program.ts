import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename, delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import type { Command } from "./options.ts";

/** How well-known programs are installed. */
const INSTALL: Readonly<Record<string, string>> = {
  bash: "apt-get install bash; Alpine Linux: apk add bash. sh is there in most images.",
  curl: "apt-get install curl; Alpine Linux: apk add curl.",
  hurl: "See https://hurl.dev/docs/installation.html.",
  k6: "See https://grafana.com/docs/k6/latest/set-up/install-k6/.",
  newman: "npm install --save-dev newman, in the project that holds the configuration.",
  playwright: "npm install --save-dev @playwright/test, in the project that holds the configuration.",
  pytest: "pip install pytest; Debian: apt-get install python3-pytest, whose program is pytest-3 as well.",
};

const IN_AN_IMAGE = " In a container, the image has to bring it.";

/** What to do about a program that is not there. */
export const installHint = (program: string, { install }: Pick<Command, "install">): string =>
  install ?? `${INSTALL[basename(program)] ?? `Install ${program}, or correct its name.`}${IN_AN_IMAGE}`;

function lineage(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...lineage(parent)];
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * Finds a program: a path as it is, or relative to the configuration; a name among the packages of the project that
 * holds the configuration, then in `PATH`.
 *
 * @returns Its absolute path; undefined when there is none.
 */
export async function findProgram(
  program: string,
  baseDirectory: string,
  path = process.env["PATH"] ?? "",
): Promise<string | undefined> {
  if (program.includes("/")) {
    const absolute = isAbsolute(program) ? program : resolve(baseDirectory, program);
    // One that is there and may not be executed is told by whoever starts it.
    return (await stat(absolute).catch(() => undefined))?.isFile() === true ? absolute : undefined;
  }
  const packages = lineage(baseDirectory).map((directory) => join(directory, "node_modules", ".bin"));
  // An empty or relative part of PATH means the working directory: the tests, which are somebody else's files.
  const directories = [...packages, ...path.split(delimiter).filter(isAbsolute)];
  for (const directory of directories) {
    const found = join(directory, program);
    if (await isProgram(found)) return found;
  }
  return undefined;
}
