import { spawnSync } from "node:child_process";
import { AssembleError } from "./error.js";

const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

/**
 * Runs npm; gives what it prints. Its problems are told in its own words, which name no token.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, npmrc?: string, doing: string }} where
 */
export function npm(args, { cwd, npmrc, doing }) {
  const own = npmrc === undefined ? [] : [`--userconfig=${npmrc}`];
  const { status, stdout, stderr, error } = spawnSync("npm", [...args, ...quiet, ...own], {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined)
    throw new AssembleError(`npm cannot be started: ${error.code}`, "It comes with Node.js.");
  if (status !== 0) throw new AssembleError(`${doing}: npm ended with exit code ${status}`, stderr.trim());
  return stdout;
}

/** The exact version of a published package that fits; undefined when there is no such package. */
export function publishedVersion(name, range, { cwd, npmrc }) {
  const spec = range === undefined ? name : `${name}@${range}`;
  let printed;
  try {
    printed = npm(["view", spec, "version", "--json"], { cwd, npmrc, doing: `Looking for ${spec}` });
  } catch (error) {
    if (error instanceof AssembleError && /\bE404\b/.test(error.hint)) return undefined;
    throw error;
  }
  if (printed.trim() === "") return undefined;
  const versions = [JSON.parse(printed)].flat();
  return versions.at(-1);
}
