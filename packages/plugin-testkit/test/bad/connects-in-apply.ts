import { connect } from "node:net";
import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    apply: ({ hooks }) => {
      connect(1, "127.0.0.1").on("error", () => undefined);
      runner(hooks);
    },
  }),
  breaks: ["is applied at once, without input or output"],
  says: /starts a socket .*connects-in-apply.ts/,
} satisfies BadPlugin;
