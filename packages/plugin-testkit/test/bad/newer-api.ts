import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ apiVersion: 2 }),
  breaks: ["is written for the plugin API of this core"],
  says: /written for plugin API 2, and this @testcar\/core offers 1/,
} satisfies BadPlugin;
