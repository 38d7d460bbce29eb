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
          obtain: async ({ secret }) => {
            const kept = secret(token, "the session");
            logger.info(`got ${kept.reveal()}`);
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
  says: /puts a secret into a line of its log; only the masking hides it: "got \[secret\]"/,
} satisfies BadPlugin;
