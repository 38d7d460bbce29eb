import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ provides: () => ["rest"] }),
  breaks: [
    "declares the credentials that it provides and needs",
    "does its work",
    "provides what it has declared, and nothing else",
  ],
  says: /declares that it provides rest, and its cases say none/,
} satisfies BadPlugin;
