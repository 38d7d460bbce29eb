import { type BadPlugin, provider, providerCases } from "./bad-plugin.ts";

export default {
  plugin: provider(),
  cases: { ...providerCases, secrets: [], works: undefined },
  breaks: ["provides what it has declared, and nothing else", "does its work"],
  says: /nobody knows whether soap provides soap/,
} satisfies BadPlugin;
