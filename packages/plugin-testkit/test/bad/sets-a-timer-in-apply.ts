import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      setTimeout(() => undefined, 1).unref();
      runner(hooks);
    },
  }),
  breaks: ["is applied at once, without input or output"],
  says: /starts a timer/,
} satisfies BadPlugin;
