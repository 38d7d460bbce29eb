import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({ apply: ({ hooks }) => runner(hooks, () => process.exit(0)) }),
  breaks: ["does its work", "leaves it to the command line to end the process"],
  says: /calls process.exit\(0\) \(.*ends-the-process.ts:\d+:\d+\)\nThrow in place of it/,
} satisfies BadPlugin;
