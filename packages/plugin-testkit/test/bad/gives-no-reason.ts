import { type BadPlugin, cases, claim, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      claim(hooks);
      hooks.execute.for("soap").tap("soap", (test) => {
        if (test.id === "broken.soap") throw new TypeError("undefined is not a function");
        return { status: "passed", exitCode: 0, reasons: [] };
      });
    },
  }),
  cases: { ...cases, fails: { tests: { "broken.soap": "" } } },
  breaks: ["explains why it cannot do its work"],
  says: /gives no reason of its own: .*undefined is not a function\nThrow an error of defineErrors/,
} satisfies BadPlugin;
