import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin(),
  cases: { ...cases, waits: { tests: { "a.soap": "" } } },
  breaks: ["ends soon when it is stopped"],
  says: /does not wait for anything in the setting waits/,
} satisfies BadPlugin;
