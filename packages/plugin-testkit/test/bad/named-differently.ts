import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ name: "rest" }),
  breaks: ["has the short name of its package", "taps hooks under its own name"],
  says: /named rest, and its package testcar-plugin-soap.*\nSet name: "soap"/,
} satisfies BadPlugin;
