import { type BadPlugin, claim, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      claim(hooks);
      queueMicrotask(() => runner(hooks));
    },
  }),
  breaks: ["taps hooks under its own name", "does its work"],
  says: /does not tap execute:soap/,
} satisfies BadPlugin;
