import { type BadPlugin, claim, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      claim(hooks);
      hooks.execute.for("soap").tap("soap", () => ({ status: "passed", exitCode: 3, reasons: [] }));
    },
  }),
  breaks: ["does its work"],
  says: /status passed with exit code 3/,
} satisfies BadPlugin;
