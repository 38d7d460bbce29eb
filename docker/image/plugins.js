import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
// As it is: Node strips the types, and the repository need not be built.
import { packagesOf } from "../../packages/core/src/plugins/names.ts";
import { AssembleError } from "./error.js";
import { npm, publishedVersion } from "./npm.js";

const OFFICIAL = "@testcar/plugin-";

const isPath = (plugin) => /^\.{0,2}\//.test(plugin) || plugin === "." || plugin.endsWith(".tgz");

/** `@acme/soap@1.2.3` is the name @acme/soap and the version 1.2.3. */
function split(plugin) {
  const at = plugin.indexOf("@", 1);
  return at < 0 ? [plugin, undefined] : [plugin.slice(0, at), plugin.slice(at + 1)];
}

/** A folder or a packed package, put into the context. */
function packLocal(plugin, { tarballs, npmrc }) {
  const path = resolve(plugin);
  if (!existsSync(path)) throw new AssembleError(`There is no ${path}`, `It was asked for as ${plugin}.`);
  const isFolder = statSync(path).isDirectory();
  if (isFolder && !existsSync(join(path, "package.json"))) {
    throw new AssembleError(
      `${path} has no package.json`,
      "A local plugin is a package: name, version, and the module in exports or main.",
    );
  }
  const printed = npm(["pack", path, "--json", "--pack-destination", tarballs], {
    cwd: tarballs,
    npmrc,
    doing: `Packing ${plugin}`,
  });
  const [{ name, version, filename, files }] = Object.values(JSON.parse(printed));
  const entry = isFolder ? entryOf(JSON.parse(readFileSync(join(path, "package.json"), "utf8"))) : undefined;
  if (entry !== undefined && !files.some((file) => file.path === entry)) {
    throw new AssembleError(
      `${plugin}: its module ${entry} is not in its package`,
      'Has it been built? Is it in "files" of its package.json?',
    );
  }
  return { name, version, spec: `file:packages/${filename.replace(/^@/, "").replaceAll("/", "-")}` };
}

function entryOf({ exports, main }) {
  const root = typeof exports === "object" && exports !== null && "." in exports ? exports["."] : exports;
  const value = typeof root === "object" && root !== null ? (root.default ?? root.import) : root;
  const entry = value ?? main ?? "index.js";
  return typeof entry === "string" ? entry.replace(/^\.\//, "") : undefined;
}

/**
 * Finds the package of each plugin.
 *
 * @param {readonly string[]} plugins - As on the command line.
 * @param {{ own: ReadonlyMap<string, object>, tarballs: string, npmrc?: string }} sources - `own`: Testcar's packages by name,
 *   when they come from this repository.
 * @returns {readonly { name: string, version: string, spec: string }[]}
 */
export function findPackages(plugins, { own, tarballs, npmrc }) {
  return plugins.map((plugin) => {
    if (isPath(plugin)) return packLocal(plugin, { tarballs, npmrc });
    const [name, range] = split(plugin);
    const candidates = packagesOf(name);
    if (range === undefined) {
      const ours = candidates.map((candidate) => own.get(candidate)).find((found) => found !== undefined);
      if (ours !== undefined) return ours;
    }
    for (const candidate of candidates) {
      const version = publishedVersion(candidate, range, { cwd: tarballs, npmrc });
      if (version !== undefined) return { name: candidate, version, spec: version };
    }
    const known = [...own.keys()]
      .filter((key) => key.startsWith(OFFICIAL))
      .map((key) => key.slice(OFFICIAL.length));
    throw new AssembleError(
      `There is no plugin ${plugin}: no package ${candidates.join(", and no ")}${range === undefined ? "" : ` of version ${range}`}`,
      [
        ...(known.length > 0 ? [`In this repository: ${known.join(", ")}.`] : []),
        "A folder begins with ./; a private registry takes --npmrc FILE.",
      ].join(" "),
    );
  });
}
