import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: Object.assign(plugin(), { options: undefined }),
  breaks: [
    "takes the options that are right",
    "refuses options that are wrong, and says where",
    "does its work",
  ],
  says: /has no schema/,
} satisfies BadPlugin;
