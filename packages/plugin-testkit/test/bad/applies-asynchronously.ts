import type { PluginApi } from "@testcar/core";
import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: Object.assign(plugin(), { apply: async ({ hooks }: PluginApi) => runner(hooks) }),
  breaks: ["is applied at once, without input or output", "does its work"],
  says: /apply of soap returns a promise/,
} satisfies BadPlugin;
