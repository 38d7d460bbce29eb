import { definePlugin } from "@testcar/core";
import { errors } from "./errors.ts";
import { optionsSchema, type WaitForOptions } from "./options.ts";
import { wishesOf } from "./wishes.ts";

export type { WaitForOptions } from "./options.ts";

const NAME = "wait-for";

/** Waits, before the tests, until the service and what it needs are ready. */
export default definePlugin<WaitForOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  apply(testcar, options) {
    const { hooks, clock, logger } = testcar;
    // A tap for each: they wait at the same time, and all that are not ready are told.
    for (const wish of wishesOf(options)) {
      hooks.preflight.tapPromise(NAME, async ({ target, signal }) => {
        // Not loaded by commands that run nothing.
        const [{ waitFor }, { conditionOf }] = await Promise.all([
          import("./wait.ts"),
          import("./conditions.ts"),
        ]);
        const condition = conditionOf(wish, target, testcar);
        const seen = (saw: string): void => logger.info(`Waiting for ${condition.what}: ${saw}`);
        await waitFor(condition, { signal, clock, deadline: options.deadline, seen });
      });
    }
  },
});
