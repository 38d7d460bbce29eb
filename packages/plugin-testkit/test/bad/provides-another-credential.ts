import { type BadPlugin, provider, providerCases } from "./bad-plugin.ts";

export default {
  plugin: provider(() => ({ id: "rest", kind: "rest" })),
  cases: { ...providerCases, secrets: [], works: { target: "http://127.0.0.1:1", verdict: "passed" } },
  breaks: ["does its work", "provides what it has declared, and nothing else"],
  says: /does not keep to what it declares: .*rest/,
} satisfies BadPlugin;
