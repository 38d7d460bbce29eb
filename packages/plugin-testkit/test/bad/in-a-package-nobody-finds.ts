import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin(),
  cases: { ...cases, packageName: "soap-for-testcar" },
  breaks: ["has the short name of its package"],
  says: /package that is named soap-for-testcar/,
} satisfies BadPlugin;
