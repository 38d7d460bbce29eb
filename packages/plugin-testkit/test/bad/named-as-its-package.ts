import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ name: "testcar-plugin-soap" }),
  cases: { ...cases, packageName: undefined },
  breaks: ["has the short name of its package", "taps hooks under its own name"],
  says: /name of a package.*\nName it without/s,
} satisfies BadPlugin;
