import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: Object.assign(plugin(), { apply: undefined }),
  breaks: [
    "is a plugin, as the default export of its package has to be",
    "is applied at once, without input or output",
    "taps hooks under its own name",
    "does its work",
  ],
  says: /no function apply\nExport one as default/,
} satisfies BadPlugin;
