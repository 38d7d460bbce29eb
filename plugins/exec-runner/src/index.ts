import { definePlugin } from "@testcar/core";
import { discover } from "./discover.ts";
import { errors } from "./errors.ts";
import { type ExecOptions, optionsSchema } from "./options.ts";

export type { ExecOptions } from "./options.ts";

const NAME = "exec-runner";

/** After the runners that look into files, and leave a file to whoever recognises it. */
const LATE = 100;

/** Runs any command as a test, by patterns of files. */
export default definePlugin<ExecOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  apply({ hooks, baseDirectory }, { commands }) {
    let unmatched: readonly string[] = [];
    hooks.discover.tapPromise({ name: NAME, stage: LATE }, async (suite, context) => {
      const next = await discover(suite, context, commands, baseDirectory);
      const used = new Set(next.tests.map(({ runner }) => runner));
      unmatched = commands.map(({ name }) => name).filter((name) => !used.has(name));
      return next;
    });
    hooks.preflight.tap(NAME, ({ warn }) => {
      for (const command of unmatched) warn(errors.UNUSED({ command }).toReason());
    });
    for (const command of commands) {
      hooks.execute.for(command.name).tapPromise(NAME, async (test, context) => {
        // Not loaded by runs without a test of ours.
        const { runCommand } = await import("./run/run.ts");
        return runCommand(test, context, command, baseDirectory);
      });
    }
  },
});
