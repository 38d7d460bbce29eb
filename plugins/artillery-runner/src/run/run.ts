import { join } from "node:path";
import type { ExecuteContext, Test, TestResult } from "@testcar/core";
import { artilleryTestOf } from "../discover/test-data.ts";
import { judge } from "../judge.ts";
import type { ArtilleryOptions } from "../options.ts";
import { findArtillery } from "./artillery.ts";
import { collectEvidence } from "./collect.ts";
import { findCompileCache } from "./compile-cache.ts";
import { createInvocation } from "./invocation.ts";
import { findPlace } from "./place.ts";
import { removeCopy } from "./working-copy.ts";

/**
 * Makes the tap of the `execute` hook: runs one script with the user's Artillery, and judges what came of it.
 *
 * @param options - Of the plugin.
 * @param baseDirectory - Where relative paths of the configuration start.
 */
export function createRunner(options: ArtilleryOptions, baseDirectory: string) {
  return async (test: Test, context: ExecuteContext): Promise<TestResult> => {
    const { testsDirectory, workDirectory, target, environment, limits } = context;
    const data = artilleryTestOf(test);
    if (data?.brokenDefinition !== undefined) {
      return { status: "error", exitCode: 1, reasons: [data.brokenDefinition] };
    }
    const artillery = findArtillery([testsDirectory, baseDirectory, process.cwd(), import.meta.dirname]);
    const place = await findPlace(test, data, context, options, baseDirectory);
    if (place.configFile !== undefined && test.file.extension === ".ts") {
      context.logger.warn(
        "Artillery uses no shared configuration for the virtual users of a TypeScript script",
      );
    }
    const files = {
      eventsFile: join(workDirectory, "events.jsonl"),
      outputFile: join(workDirectory, "output.json"),
    };
    const job = { ...files, ...place, target, environment, limits, compileCache: findCompileCache() };
    const invocation = createInvocation(artillery, job, options);
    try {
      const evidence = await collectEvidence(invocation, files, context);
      return judge(evidence, options, { environment, suspicion: data?.suspicion });
    } finally {
      if (place.isCopy) await removeCopy(workDirectory);
    }
  };
}
