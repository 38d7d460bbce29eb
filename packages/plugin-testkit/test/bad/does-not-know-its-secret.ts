import { type BadPlugin, provider, providerCases, token } from "./bad-plugin.ts";

export default {
  plugin: provider(({ logger }) => ({
    obtain: async () => {
      logger.info(`got ${token}`);
      return {};
    },
  })),
  cases: providerCases,
  breaks: ["keeps secrets out of what it says"],
  says: /a run with soap shows a secret\nMake each secret one/,
} satisfies BadPlugin;
