import { type BadPlugin, cases, claim, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      claim(hooks);
      hooks.execute.for("soap").tapPromise("soap", async (test) => {
        if (test.id === "waits.soap") await new Promise(() => undefined);
        return { status: "passed", exitCode: 0, reasons: [] };
      });
    },
  }),
  cases: { ...cases, waits: { tests: { "waits.soap": "" } }, stopsWithinMs: 500 },
  breaks: ["ends soon when it is stopped"],
  says: /still runs execute:soap 0.5 s after it was stopped\nGive the signal/,
} satisfies BadPlugin;
