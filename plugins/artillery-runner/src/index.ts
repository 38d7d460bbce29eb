import { resolve } from "node:path";
import { definePlugin } from "@testcar/core";
import { discover, RUNNER } from "./discover/discover.ts";
import { errors } from "./errors.ts";
import { type ArtilleryOptions, optionsSchema } from "./options.ts";

export type { ArtilleryOptions } from "./options.ts";
export { SUPPORTED_ARTILLERY } from "./run/artillery.ts";

const NAME = "artillery-runner";

/** Finds Artillery scripts, runs each with the user's own Artillery, and judges the outcome honestly. */
export default definePlugin<ArtilleryOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  apply({ hooks, baseDirectory }, options) {
    const configFile = options.configFile && resolve(baseDirectory, options.configFile);
    hooks.discover.tapPromise(NAME, (suite, context) => discover(suite, context, { configFile }));
    hooks.execute.for(RUNNER).tapPromise(NAME, async (test, context) => {
      // Not loaded by runs without a test of ours.
      const { createRunner } = await import("./run/run.ts");
      return createRunner(options, baseDirectory)(test, context);
    });
  },
});
