import { type BadPlugin, cases, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      runner(hooks);
      hooks.progress.tap("soap", () => {
        throw new TypeError("no progress today");
      });
    },
  }),
  cases: { ...cases, taps: ["discover", "execute:soap", "progress"] },
  breaks: ["does its work"],
  says: /fails in a setting.*no progress today/s,
} satisfies BadPlugin;
