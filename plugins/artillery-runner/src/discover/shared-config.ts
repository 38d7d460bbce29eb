import { posix } from "node:path";

/** Files with nothing but configuration, by their directory. */
export type SharedConfigs = ReadonlyMap<string, readonly string[]>;

/** Groups shared configurations by their directory. */
export const groupByDirectory = (paths: readonly string[]): SharedConfigs =>
  Map.groupBy(paths, (path) => posix.dirname(path));

/**
 * The shared configurations that a script without `config` may mean: those of the nearest directory that has any, from
 * its own up to the tests directory. More than one is for people to decide.
 *
 * @param script - Path relative to the tests directory.
 */
export function nearestConfigs(script: string, configs: SharedConfigs): readonly string[] {
  for (let directory = posix.dirname(script); ; directory = posix.dirname(directory)) {
    const found = configs.get(directory);
    if (found !== undefined) return found;
    if (directory === ".") return [];
  }
}
