import type { Config } from "../config/config.ts";
import type { DiscoverContext } from "../contexts.ts";
import { runErrors } from "../errors/catalogue/run.ts";
import { suggest } from "../errors/suggest.ts";
import { walkFiles } from "../files/walk.ts";
import type { Hooks } from "../hooks.ts";
import type { CandidateFile, IgnoredFile, Suite, Test } from "../model.ts";

/** What discovery needs. */
export interface DiscoverOptions {
  readonly hooks: Hooks;
  readonly config: Pick<Config, "tests" | "target" | "environment" | "only" | "allowEmpty"> &
    Partial<Pick<Config, "waitFor">>;
  /** Names of the runners that plugins have. */
  readonly runners: readonly string[];
  readonly signal: AbortSignal;
}

/** The suite, and where its files really lie. */
export interface Discovered extends Suite {
  /** Absolute path of the tests directory. */
  readonly directory: string;
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : 1;

function unowned(files: readonly CandidateFile[], suite: Suite): readonly IgnoredFile[] {
  const known = new Set([
    ...suite.tests.map((test) => test.file.path),
    ...suite.ignored.map((file) => file.path),
  ]);
  return files
    .filter(({ path }) => !known.has(path))
    .map(({ path }) => ({ path, reason: "no runner owns it" }));
}

// Loaded when somebody chooses tests, which most runs do not.
async function choose(tests: readonly Test[], patterns: readonly string[]): Promise<readonly Test[]> {
  if (patterns.length === 0) return tests;
  const { default: picomatch } = await import("picomatch");
  const chosen = new Set<Test>();
  const problems = patterns.flatMap((pattern) => {
    const matches = picomatch(pattern, { dot: true });
    const found = tests.filter((test) => matches(test.id));
    for (const test of found) chosen.add(test);
    const meant = suggest(
      pattern,
      tests.map((test) => test.id),
    );
    return found.length > 0 ? [] : [runErrors.ONLY_UNMATCHED({ pattern, meant })];
  });
  if (problems.length > 0) throw new AggregateError(problems);
  return tests.filter((test) => chosen.has(test));
}

/**
 * Finds the tests: lists the files, lets every runner claim its own, and explains the rest.
 *
 * @throws TESTCAR_RUN_TESTS_INCOMPLETE, TESTCAR_RUN_TESTS_MISSING, TESTCAR_RUN_NO_TESTS, TESTCAR_RUN_ONLY_UNMATCHED and what plugins throw.
 */
export async function discover({ hooks, config, runners, signal }: DiscoverOptions): Promise<Discovered> {
  const { tests: directory, waitFor, target, environment, only, allowEmpty } = config;
  if (waitFor !== undefined) {
    // Most tests are there from the start, and load nothing for it.
    const { waitForTests } = await import("../files/wait-for.ts");
    await waitForTests({ tests: directory, waitFor }, signal);
  }
  const { files, ignored } = await walkFiles(directory, signal);
  const context: DiscoverContext = {
    directory,
    files,
    signal,
    ...(target === undefined ? {} : { target }),
    ...(environment === undefined ? {} : { environment }),
  };
  const empty: Suite = { tests: [], ignored };
  const suite = hooks.discover.isUsed() ? await hooks.discover.promise(empty, context) : empty;
  const found = suite.tests.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (found.length === 0 && !allowEmpty)
    throw runErrors.NO_TESTS({ path: directory, files: files.length, runners });
  const tests = await choose(found, only);
  return { directory, tests, ignored: [...suite.ignored, ...unowned(files, suite)].toSorted(byPath) };
}
