import { execFileSync } from "node:child_process";
import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      execFileSync("true");
      runner(hooks);
    },
  }),
  breaks: ["is applied at once, without input or output"],
  says: /starts a process \(spawn\)/,
} satisfies BadPlugin;
