import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

const token = "session-of-the-sea-4711";

export default {
  plugin: plugin({
    provides: () => ["soap"],
    apply: ({ hooks, logger }) => {
      hooks.preflight.tapPromise("soap", async ({ provide }) => {
        await provide({
          id: "soap",
          kind: "soap",
          obtain: async () => {
            logger.info(`got ${token}`);
            return {};
          },
          authorize: async () => ({ headers: {}, isReusable: true }),
        });
      });
    },
  }),
  cases: {
    ...cases,
    taps: ["preflight"],
    provides: ["soap"],
    secrets: [token],
    works: { target: "http://127.0.0.1:1" },
  },
  breaks: ["keeps secrets out of what it says"],
  says: /a run with soap shows a secret\nMake each secret one/,
} satisfies BadPlugin;
