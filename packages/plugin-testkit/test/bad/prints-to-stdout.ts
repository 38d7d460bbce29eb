import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({ apply: ({ hooks }) => runner(hooks, () => process.stdout.write("hello\n")) }),
  breaks: ["prints nothing past the hooks"],
  says: /prints by process.stdout: "hello\\n"/,
} satisfies BadPlugin;
