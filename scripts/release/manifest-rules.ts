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

function* manifestProblems({ manifest }: Packed, engines: string): Iterable<string> {
  if (manifest.license !== "Apache-2.0") yield `has the licence ${manifest.license}`;
  if (manifest.engines?.["node"] !== engines) yield `engines.node is not ${engines}, as in the root`;
  if (manifest.exports === undefined) yield "has no exports";
  if (manifest.files === undefined) yield "has no files: npm would publish everything";
  if (manifest.description === undefined) yield "has no description";
  if (manifest.publishConfig?.["access"] !== "public") yield 'publishConfig.access is not "public"';
  if (manifest.publishConfig?.["provenance"] !== true) yield "publishConfig.provenance is not true";
}

function* fileProblems({ files, read }: Packed, repository: string): Iterable<string> {
  for (const file of EVERY_TARBALL) if (!files.includes(file)) yield `has no ${file}`;
  for (const file of files) {
    if (file.endsWith(".tsbuildinfo")) yield `brings ${file}, which only the compiler needs`;
    if (TEXT.test(file) && read(file).includes(repository)) yield `names ${repository} in ${file}`;
  }
}

/** What publint and attw do not ask: the rules of this repository. */
export function problemsOf(packed: Packed, engines: string, repository: string): readonly string[] {
  return [
    ...manifestProblems(packed, engines),
    ...dependencyProblems(packed),
    ...fileProblems(packed, repository),
  ];
}
