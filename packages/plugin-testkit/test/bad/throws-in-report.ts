import { type BadPlugin, cases, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      runner(hooks);
      hooks.report.tap("soap", () => {
        throw new TypeError("no report today");
      });
    },
  }),
  cases: { ...cases, taps: ["discover", "execute:soap", "report"] },
  breaks: ["does its work"],
  says: /fails in a setting.*no report today/s,
} satisfies BadPlugin;
