import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ apply: () => undefined }),
  breaks: ["taps hooks under its own name", "does its work"],
  says: /taps no hook/,
} satisfies BadPlugin;
