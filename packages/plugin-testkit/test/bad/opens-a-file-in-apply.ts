import { open } from "node:fs/promises";
import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      void open(import.meta.filename).then((file) => file.close());
      runner(hooks);
    },
  }),
  breaks: ["is applied at once, without input or output"],
  says: /starts an access to files/,
} satisfies BadPlugin;
