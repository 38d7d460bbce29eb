import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { pluginErrors } from "../errors/catalogue/plugins.ts";
import { reasonOf, systemCode } from "../errors/reason.ts";
import { suggest } from "../errors/suggest.ts";
import { installCommand, isFile, packagesOf, shortName } from "./names.ts";

/** Where a plugin's code lies. */
export interface Resolved {
  /** The module to import, as an absolute path. */
  readonly path: string;
  /** The package's version, when it is one. */
  readonly version?: string;
}

/** Official plugins, so that a misspelt name is recognised before anything is installed. */
const KNOWN = ["artillery-runner", "kerberos", "oauth", "stdout-reporter"];

const requireFrom = (directory: string) => createRequire(join(directory, "testcar.config.js"));

function installedIn(directory: string, name: string): string | undefined {
  const folders = requireFrom(directory).resolve.paths(name) ?? [];
  return folders
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(join(folder, "package.json")));
}

// `require.resolve` knows every rule but one: a package that is only for `import` it refuses.
async function entryOf(directory: string, name: string, folder: string, manifest: object): Promise<string> {
  try {
    return requireFrom(directory).resolve(name);
  } catch (error) {
    if (systemCode(error) !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    const { exports } = await import("resolve.exports");
    const [entry] = exports(manifest, ".", { conditions: ["node-addons"] }) ?? [];
    if (entry === undefined) throw error;
    const path = join(folder, entry);
    if (!existsSync(path)) throw new Error(`it has no file ${entry}; it may not have been built`);
    return path;
  }
}

// A folder that cannot be read has no plugins to suggest.
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function installedPlugins(directories: readonly string[]): readonly string[] {
  const folders = directories.flatMap((directory) => requireFrom(directory).resolve.paths("x") ?? []);
  const names = [...new Set(folders)].flatMap((folder) => {
    return list(folder).flatMap((entry) =>
      entry.startsWith("@") ? list(join(folder, entry)).map((rest) => `${entry}/${rest}`) : [entry],
    );
  });
  return names.map(shortName).filter((name) => name !== undefined);
}

/**
 * Finds the module of a plugin without running anything of it: official packages first, each looked for from every
 * directory in turn.
 *
 * @param name - As the configuration has it; a file is an absolute path by now.
 * @param where - The place in the configuration, for messages.
 * @param directories - Where to look: the configuration's, the working directory, the command line's own.
 * @throws TESTCAR_PLUGIN_NOT_FOUND, TESTCAR_PLUGIN_BROKEN
 */
export async function resolvePlugin(
  name: string,
  where: string,
  directories: readonly string[],
): Promise<Resolved> {
  if (isFile(name)) {
    const path = name.startsWith("file:///") ? fileURLToPath(name) : name;
    if (existsSync(path)) return { path };
    const shown = relative(directories[0] ?? "/", path);
    throw pluginErrors.NOT_FOUND({
      name: shown,
      where,
      tried: [path],
      install: "Check the path; it is relative to the configuration file.",
    });
  }
  const packages = packagesOf(name);
  for (const candidate of packages) {
    for (const directory of directories) {
      const folder = installedIn(directory, candidate);
      if (folder === undefined) continue;
      try {
        const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        if (typeof manifest !== "object" || manifest === null)
          throw new Error("its package.json is no object");
        const path = await entryOf(directory, candidate, folder, manifest);
        return "version" in manifest && typeof manifest.version === "string"
          ? { path, version: manifest.version }
          : { path };
      } catch (error) {
        throw pluginErrors.BROKEN({ name, path: folder, reason: reasonOf(error) }, error);
      }
    }
  }
  const meant = suggest(name, [...new Set([...KNOWN, ...installedPlugins(directories)])]);
  throw pluginErrors.NOT_FOUND({ name, where, tried: packages, install: installCommand(name), meant });
}
