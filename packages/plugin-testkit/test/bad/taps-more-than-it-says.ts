import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      runner(hooks);
      hooks.report.tap("soap", () => undefined);
    },
  }),
  breaks: ["taps hooks under its own name"],
  says: /taps report, which its cases do not name/,
} satisfies BadPlugin;
