import { setTimeout as delay } from "node:timers/promises";
import { type BadPlugin, cases, claim, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      claim(hooks);
      hooks.execute.for("soap").tapPromise("soap", async (_test, { signal }) => {
        await delay(400);
        // However late the stop comes on a busy machine, the rule's time is up first.
        if (signal.aborted) await delay(400);
        return { status: "passed", exitCode: 0, reasons: [] };
      });
    },
  }),
  cases: { ...cases, stopsWithinMs: 100 },
  breaks: ["ends soon when it is stopped"],
  says: /still runs execute:soap 0.1 s after/,
} satisfies BadPlugin;
