import { type BadPlugin, plugin, runner } from "./bad-plugin.ts";

/** For whoever has to close them. */
export const opened: NodeJS.Timeout[] = [];

export default {
  plugin: plugin({
    apply: ({ hooks }) => runner(hooks, () => opened.push(setInterval(() => undefined, 1000))),
  }),
  breaks: ["leaves nothing open"],
  says: /leaves a timer open \(.*leaves-a-timer.ts:\d+:\d+\)\nClose it/,
} satisfies BadPlugin;
