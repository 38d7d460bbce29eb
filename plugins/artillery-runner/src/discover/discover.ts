import type { DiscoverContext, IgnoredFile, Suite, Test } from "@testcar/core";
import { classify } from "./classify.ts";
import { describeScript } from "./describe-script.ts";
import { collectUses, explainIgnored } from "./explain-ignored.ts";
import { inParallel } from "./in-parallel.ts";
import { groupByDirectory } from "./shared-config.ts";

/** The runner's name: the key of the `execute` hook. */
export const RUNNER = "artillery";

const PLUGIN = "artillery-runner";
const FILES_AT_ONCE = 32;

/**
 * Adds the Artillery scripts among the candidate files to the suite, and says of the other files that it knows why they
 * are none. A file is a script when it has a list of `scenarios`; one that is meant as a script and is broken is claimed
 * too, so that it fails instead of vanishing.
 *
 * @param options - `configFile`: absolute path of a configuration for every script; without it, a script that has no
 *   `config` gets the nearest one.
 */
export async function discover(
  suite: Suite,
  { files, signal }: Pick<DiscoverContext, "files" | "signal">,
  { configFile }: { readonly configFile?: string | undefined } = {},
): Promise<Suite> {
  const classified = await inParallel(files, FILES_AT_ONCE, signal, async (file) => ({
    file,
    content: await classify(file),
  }));
  const contents = new Map(classified.map(({ file, content }) => [file.path, content]));
  const configs = classified.filter(({ content }) => content.kind === "config");
  const around = {
    contents,
    sharedConfigs: groupByDirectory(configs.map(({ file }) => file.path)),
    configGiven: configFile !== undefined,
  };
  const scripts = classified.flatMap((entry) => describeScript(entry, around) ?? []);
  const tests = scripts.map(({ file, data }): Test => {
    const problems = [data.brokenDefinition, data.suspicion].filter((problem) => problem !== undefined);
    const known = problems.length === 0 ? {} : { problems };
    return { id: file.path, name: file.path, runner: RUNNER, file, data, ...known };
  });
  const uses = collectUses(scripts);
  const ignored = classified.flatMap((entry): readonly IgnoredFile[] => {
    const because = explainIgnored(entry, uses, contents, configFile);
    const isTest = entry.content.kind === "script";
    return isTest || because === undefined ? [] : [{ path: entry.file.path, plugin: PLUGIN, ...because }];
  });
  return { tests: [...suite.tests, ...tests], ignored: [...suite.ignored, ...ignored] };
}
