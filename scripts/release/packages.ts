import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly type?: string;
  readonly license?: string;
  readonly description?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Published {
  /** Relative to the repository. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export function readManifest(folder: string): Manifest {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return manifest;
}

/** The packages that lerna publishes. */
export function publishedPackages(repository: string): readonly Published[] {
  const { packages }: { readonly packages: readonly string[] } = JSON.parse(
    readFileSync(join(repository, "lerna.json"), "utf8"),
  );
  const manifests = globSync(
    packages.map((pattern) => `${pattern}/package.json`),
    { cwd: repository },
  );
  return manifests
    .map((file) => file.slice(0, -"/package.json".length))
    .sort()
    .map((folder) => ({ folder, manifest: readManifest(join(repository, folder)) }));
}
