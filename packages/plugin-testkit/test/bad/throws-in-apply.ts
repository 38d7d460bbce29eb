import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: () => {
      throw new TypeError("no hooks today");
    },
  }),
  breaks: ["is applied at once, without input or output", "taps hooks under its own name", "does its work"],
  says: /could not be applied: .*no hooks today/,
} satisfies BadPlugin;
