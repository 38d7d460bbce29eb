import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { definePlugin, discardFile, reasonOf, writeFileAtomically } from "@testcar/core";
import { errors } from "./errors.ts";
import { type CtrfReporterOptions, optionsSchema } from "./options.ts";

export type { CtrfReporterOptions } from "./options.ts";

const NAME = "ctrf-reporter";

/** Writes the run in the Common Test Report Format. */
export default definePlugin<CtrfReporterOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  apply({ hooks, baseDirectory, agent, clock }, { file, ...options }) {
    const path = resolve(baseDirectory, file);
    // An agent that is killed writes nothing: the report of the run before must not stand for this one.
    hooks.preflight.tapPromise(NAME, () => discardFile(path));
    hooks.report.tapPromise(NAME, async (run, context) => {
      // Not loaded by commands that run nothing.
      const { buildReport } = await import("./report.ts");
      const settings = { options, agent, now: clock.now(), reportId: randomUUID() };
      const report = await buildReport(run, context.outcome(), settings);
      try {
        await writeFileAtomically(path, `${JSON.stringify(report, undefined, 2)}\n`);
      } catch (error) {
        throw errors.NOT_WRITTEN({ path, reason: reasonOf(error) }, error);
      }
    });
  },
});
