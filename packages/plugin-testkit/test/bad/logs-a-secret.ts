import { type BadPlugin, provider, providerCases, token } from "./bad-plugin.ts";

export default {
  plugin: provider(({ logger }) => ({
    obtain: async ({ secret }) => {
      const kept = secret(token, "the session");
      logger.info(`got ${kept.reveal()}`);
      return {};
    },
  })),
  cases: providerCases,
  breaks: ["keeps secrets out of what it says"],
  says: /puts a secret into a line of its log; only the masking hides it: "got \[secret\]"/,
} satisfies BadPlugin;
