import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

const authorize = async () => ({ headers: {}, isReusable: true });

export default {
  plugin: plugin({
    provides: () => ["soap"],
    apply: ({ hooks }) => {
      hooks.preflight.tapPromise(
        "soap",
        async ({ provide }) =>
          void (await provide({ id: "rest", kind: "rest", obtain: async () => ({}), authorize })),
      );
    },
  }),
  cases: {
    ...cases,
    taps: ["preflight"],
    provides: ["soap"],
    works: { target: "http://127.0.0.1:1", verdict: "passed" },
  },
  breaks: ["does its work", "provides what it has declared, and nothing else"],
  says: /does not keep to what it declares: .*rest/,
} satisfies BadPlugin;
