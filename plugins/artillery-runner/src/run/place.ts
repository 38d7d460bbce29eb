import { join, relative, resolve, sep } from "node:path";
import type { ExecuteContext, Test } from "@testcar/core";
import type { ArtilleryTest } from "../discover/test-data.ts";
import type { ArtilleryOptions } from "../options.ts";
import { copySuite, isReadOnly } from "./working-copy.ts";

/** Where a test runs. Absolute paths. */
export interface Place {
  readonly directory: string;
  /** True when `directory` is a copy. */
  readonly isCopy: boolean;
  readonly script: string;
  readonly configFile?: string;
}

/**
 * Tells whether Artillery will compile TypeScript for a script: it writes `dist/` beside the source, where two tests at a
 * time would overwrite each other's files.
 */
export function needsTypeScript(test: Test, data: ArtilleryTest | undefined, overrides: unknown): boolean {
  const names = [test.file.path, ...(data?.files ?? [])];
  return names.some((name) => /\.ts$/i.test(name)) || /\.ts"/i.test(JSON.stringify(overrides ?? {}));
}

/**
 * Finds the place for a test: the tests directory itself, or a copy of it where Artillery could not write, or would write
 * what another test reads.
 *
 * @param baseDirectory - Where relative paths of the configuration start.
 */
export async function findPlace(
  test: Test,
  data: ArtilleryTest | undefined,
  { testsDirectory, workDirectory }: Pick<ExecuteContext, "testsDirectory" | "workDirectory">,
  {
    workingCopy = "auto",
    configFile,
    overrides,
  }: Pick<ArtilleryOptions, "workingCopy" | "configFile" | "overrides">,
  baseDirectory: string,
): Promise<Place> {
  const copies =
    workingCopy === "always" ||
    (workingCopy === "auto" &&
      (needsTypeScript(test, data, overrides) || (await isReadOnly(testsDirectory))));
  const directory = copies ? await copySuite(testsDirectory, workDirectory) : testsDirectory;
  const shared = data?.sharedConfig === undefined ? undefined : join(testsDirectory, data.sharedConfig);
  const config = configFile === undefined ? shared : resolve(baseDirectory, configFile);
  // A configuration of the suite is in the copy too, with the processor beside it.
  const moved = config?.startsWith(testsDirectory + sep)
    ? join(directory, relative(testsDirectory, config))
    : config;
  return {
    directory,
    isCopy: copies,
    script: join(directory, test.file.path),
    ...(moved === undefined ? {} : { configFile: moved }),
  };
}
