import { posix } from "node:path";
import type { CandidateFile, IgnoredFile } from "@testcar/core";
import { discover } from "../../src/discover/discover.ts";
import { type ArtilleryTest, artilleryTestOf } from "../../src/discover/test-data.ts";

/** A file of the given text; a function instead of a text is what reading it does. */
export function candidate(path: string, text: string | (() => Promise<string>)): CandidateFile {
  return {
    path,
    absolutePath: `/tests/${path}`,
    size: typeof text === "string" ? text.length : 0,
    extension: posix.extname(path).toLowerCase(),
    text: typeof text === "string" ? async () => text : text,
  };
}

/** Discovers in a tree of files. */
export async function discoverIn(
  tree: Readonly<Record<string, string | (() => Promise<string>)>>,
  options?: { readonly configFile?: string },
) {
  const files = Object.entries(tree).map(([path, text]) => candidate(path, text));
  const suite = await discover(
    { tests: [], ignored: [] },
    { files, signal: new AbortController().signal },
    options,
  );
  return {
    suite,
    ids: suite.tests.map(({ id }) => id),
    data: (id: string): ArtilleryTest | undefined => {
      const test = suite.tests.find((one) => one.id === id);
      return test === undefined ? undefined : artilleryTestOf(test);
    },
    ignored: (path: string): IgnoredFile | undefined => suite.ignored.find((one) => one.path === path),
  };
}

export const script = `config:
  target: http://127.0.0.1:8080
scenarios:
  - flow:
      - get: { url: /ok }
`;
export const withoutConfig = "scenarios:\n  - flow:\n      - get: { url: /ok }\n";
export const configOnly = "config:\n  target: http://127.0.0.1:8080\n";
