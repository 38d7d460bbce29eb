import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

const authorize = async () => ({ headers: {}, isReusable: true });

export default {
  plugin: plugin({
    provides: () => ["soap"],
    apply: ({ hooks }) => {
      hooks.preflight.tapPromise(
        "soap",
        async ({ provide }) =>
          void (await provide({ id: "soap", kind: "soap", obtain: async () => ({}), authorize })),
      );
    },
  }),
  cases: { ...cases, taps: ["preflight"], provides: ["soap"], works: undefined },
  breaks: ["provides what it has declared, and nothing else", "does its work"],
  says: /nobody knows whether soap provides soap/,
} satisfies BadPlugin;
