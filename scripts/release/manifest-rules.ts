import type { Manifest } from "./packages.ts";

/** A packed package, as it would be published. */
export interface Packed {
  readonly manifest: Manifest;
  /** Paths inside the package. */
  readonly files: readonly string[];
  readonly read: (file: string) => string;
}

const EVERY_TARBALL = ["README.md", "LICENSE", "CHANGELOG.md"];
const TEXT = /\.(c|m)?(js|ts|json|map)$/;
/** A range that npm gets from a registry. */
const FROM_REGISTRY = /^(?!\w+:)/;

function* dependencyProblems({ manifest }: Packed): Iterable<string> {
  const { name, dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  for (const [dependency, range] of Object.entries({
    ...dependencies,
    ...peerDependencies,
    ...optionalDependencies,
  })) {
    if (!FROM_REGISTRY.test(range))
      yield `depends on ${dependency} as ${range}, which only this repository has`;
  }
  if (!name.startsWith("@testcar/plugin-")) return;
  if (peerDependencies["@testcar/core"] === undefined)
    yield "has no peer dependency on @testcar/core: an installation has one copy of it, which plugins share";
  if (dependencies["@testcar/core"] !== undefined)
    yield "depends on @testcar/core, which has to be a peer dependency alone";
}

function* manifestProblems({ manifest }: Packed, node: string): Iterable<string> {
  if (manifest.license !== "Apache-2.0") yield `has the licence ${manifest.license}`;
  if (manifest.engines?.["node"] !== node) yield `engines.node is not ${node}, as in the root`;
  if (manifest.exports === undefined) yield "has no exports";
  if (manifest.files === undefined) yield "has no files: npm would publish everything";
  if (manifest.description === undefined) yield "has no description";
  if (manifest.publishConfig?.["access"] !== "public") yield 'publishConfig.access is not "public"';
  if (manifest.publishConfig?.["provenance"] !== true) yield "publishConfig.provenance is not true";
}

function* fileProblems({ files, read }: Packed, place: string): Iterable<string> {
  for (const file of EVERY_TARBALL) if (!files.includes(file)) yield `has no ${file}`;
  for (const file of files) {
    if (file.endsWith(".tsbuildinfo")) yield `brings ${file}, which only the compiler needs`;
    if (TEXT.test(file) && read(file).includes(place)) yield `names ${place} in ${file}`;
  }
}

/** What a package has to agree with. */
export interface Surroundings {
  /** The range of Node that the repository is for. */
  readonly node: string;
  /** The folder that the package was built in, of which nobody else has to know. */
  readonly place: string;
}

/** What publint and attw do not ask: the rules of this repository. */
export function problemsOf(packed: Packed, { node, place }: Surroundings): readonly string[] {
  return [...manifestProblems(packed, node), ...dependencyProblems(packed), ...fileProblems(packed, place)];
}
