import { readFileSync } from "node:fs";
import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      readFileSync(import.meta.filename, "utf8");
      runner(hooks);
    },
  }),
  breaks: ["is applied at once, without input or output"],
  says: /apply of soap starts an access to files \(\w+\) \(.*reads-a-file-in-apply.ts:\d+:\d+\)\nOnly tap hooks/,
} satisfies BadPlugin;
