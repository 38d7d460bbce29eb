import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({ apply: ({ hooks }) => runner(hooks, () => console.log("hello")) }),
  breaks: ["prints nothing past the hooks"],
  says: /prints by console.log: "hello" \(.*prints-by-console.ts/,
} satisfies BadPlugin;
