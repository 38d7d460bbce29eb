import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** What a project says of itself. */
export interface Project {
  readonly directory: string;
  /** Packages that it names, of whatever kind of dependency. */
  readonly packages: ReadonlySet<string>;
  /** Whether its package.json has a configuration of ours. */
  readonly hasConfiguration: boolean;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Reads the package.json of a folder; one that is not there, or cannot be read, says nothing. */
export function readProject(directory: string): Project {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  } catch {
    manifest = undefined;
  }
  const members = isObject(manifest) ? manifest : {};
  const scripts = isObject(members["scripts"]) ? Object.values(members["scripts"]) : [];
  const runs = scripts.flatMap((script) => String(script).split(/[\s;&|]+/));
  const named = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]
    .map((kind) => members[kind])
    .filter(isObject);
  // Who runs it by npx has it in no list.
  const run = runs.includes("artillery") ? ["artillery"] : [];
  return {
    directory,
    packages: new Set([...named.flatMap((dependencies) => Object.keys(dependencies)), ...run]),
    hasConfiguration: members["testcar"] !== undefined,
  };
}

/** The folder of an installed package, looked for like Node does; undefined when it is not installed. */
export function findPackage(name: string, from: string): string | undefined {
  const folder = join(from, "node_modules", name);
  if (existsSync(join(folder, "package.json"))) return folder;
  const above = dirname(from);
  return above === from ? undefined : findPackage(name, above);
}

/** Where editors find the schema of a configuration in this folder. */
export function schemaFor(directory: string): string {
  const core = findPackage("@testcar/core", directory) ?? join(directory, "node_modules/@testcar/core");
  const path = relative(directory, join(core, "schema/testcar.schema.json"));
  return path.startsWith("..") ? path : `./${path}`;
}
