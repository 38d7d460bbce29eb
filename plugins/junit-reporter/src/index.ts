import { resolve } from "node:path";
import { definePlugin, discardFile, reasonOf, writeFileAtomically } from "@testcar/core";
import { errors } from "./errors.ts";
import { type JunitReporterOptions, optionsSchema } from "./options.ts";

export type { JunitReporterOptions } from "./options.ts";

const NAME = "junit-reporter";

/** Writes the run as JUnit XML, for CI servers. */
export default definePlugin<JunitReporterOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  apply({ hooks, baseDirectory, agent }, { file, suiteName }) {
    const path = resolve(baseDirectory, file);
    // An agent that is killed writes nothing: the report of the run before must not stand for this one.
    hooks.preflight.tapPromise(NAME, () => discardFile(path));
    hooks.report.tapPromise(NAME, async (run, context) => {
      // Not loaded by commands that run nothing.
      const { renderReport } = await import("./report.ts");
      const report = await renderReport(run, context.outcome(), { suiteName, agent });
      try {
        await writeFileAtomically(path, report);
      } catch (error) {
        throw errors.NOT_WRITTEN({ path, reason: reasonOf(error) }, error);
      }
    });
  },
});
