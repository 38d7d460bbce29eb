import { createServer, type Server } from "node:net";
import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

/** For whoever has to close them. */
export const opened: Server[] = [];

export default {
  plugin: plugin({
    apply: ({ hooks }) => runner(hooks, () => opened.push(createServer().listen(0, "127.0.0.1"))),
  }),
  breaks: ["leaves nothing open"],
  says: /leaves a server open/,
} satisfies BadPlugin;
