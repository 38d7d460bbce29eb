import { constants } from "node:fs";
import { access, copyFile, lstat, mkdir, readdir, realpath, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join, parse, relative, resolve, sep } from "node:path";
import { reasonOf } from "@testcar/core";
import { errors } from "../errors.ts";

/** Hidden directories (the `..data` of ConfigMap volumes, `.git`) are no part of the suite; `node_modules` is linked. */
const isLeftOut = (name: string): boolean => name.startsWith(".") || name === "node_modules";

const isWithin = (directory: string, path: string): boolean =>
  path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);

const rootOf = (parent: string): string => join(parent, "copy");

/** The directory and those above it, the topmost first. */
function lineage(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [...lineage(parent), directory];
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** Makes the copy's modules find the packages that the original ones would find. */
async function linkPackages(from: string, root: string): Promise<void> {
  for (const directory of lineage(from)) {
    const packages = join(directory, "node_modules");
    if (!(await exists(packages))) continue;
    const copy = join(root, relative(parse(directory).root, directory));
    await mkdir(copy, { recursive: true });
    await symlink(packages, join(copy, "node_modules"));
  }
}

/**
 * Copies one directory. Links are followed within the suite, as in ConfigMap volumes, where every file is one; what leads
 * out of it, devices and pipes are left out.
 */
async function copyDirectory(
  from: string,
  to: string,
  suite: string,
  above: readonly string[],
): Promise<void> {
  const real = await realpath(from);
  if (above.includes(real)) return;
  await mkdir(to, { recursive: true });
  for (const { name } of await readdir(from, { withFileTypes: true })) {
    const source = join(from, name);
    const target = await realpath(source).catch(() => undefined);
    if (target === undefined || !isWithin(suite, target)) continue;
    const status = await stat(target);
    if (status.isDirectory() && !isLeftOut(name)) {
      await copyDirectory(source, join(to, name), suite, [...above, real]);
    } else if (status.isFile()) {
      await copyFile(target, join(to, name), constants.COPYFILE_FICLONE);
    }
  }
}

/** True when nothing can be written to the directory. */
export async function isReadOnly(directory: string): Promise<boolean> {
  try {
    await access(directory, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

/**
 * Copies the suite's regular files to a place of their own. The path of the original is repeated below `parent`, so that
 * packages installed beside or above it are found from the copy too.
 *
 * @param testsDirectory - Absolute path.
 * @param parent - A private directory.
 * @returns The copy of the tests directory.
 * @throws TESTCAR_ARTILLERY_WORKING_COPY
 */
export async function copySuite(testsDirectory: string, parent: string): Promise<string> {
  const from = resolve(testsDirectory);
  const root = rootOf(parent);
  const copy = join(root, relative(parse(from).root, from)) || join(root, basename(from));
  try {
    await mkdir(copy, { recursive: true, mode: 0o700 });
    await linkPackages(from, root);
    // Where temporary files lie among the tests, the copies are no part of what is copied.
    const others = await realpath(dirname(parent));
    await copyDirectory(from, copy, await realpath(from), [others]);
  } catch (error) {
    await removeCopy(parent);
    throw errors.WORKING_COPY({ path: parent, reason: reasonOf(error) }, error);
  }
  return copy;
}

/** Removes a copy, so that those of a run's tests do not add up. */
export async function removeCopy(parent: string): Promise<void> {
  // What cannot be removed is in the private directory of the run, and goes with it.
  await rm(rootOf(parent), { recursive: true, force: true }).catch(() => undefined);
}
