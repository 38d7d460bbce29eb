import { type BadPlugin, cases, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      runner(hooks);
      hooks.report.tap("soap", (run) => void Object.assign(run, { verdict: "passed" }));
    },
  }),
  cases: { ...cases, taps: ["discover", "execute:soap", "report"] },
  breaks: ["does its work"],
  says: /fails in a setting.*read only property.*\nWhat it gets is read-only/s,
} satisfies BadPlugin;
