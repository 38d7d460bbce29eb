import { type BadPlugin, claim, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      claim(hooks);
      hooks.execute.for("soap").tap("rest", () => ({ status: "passed", exitCode: 0, reasons: [] }));
    },
  }),
  breaks: ["taps hooks under its own name"],
  says: /taps execute:soap under the name rest.*\nTap it as "soap"/,
} satisfies BadPlugin;
