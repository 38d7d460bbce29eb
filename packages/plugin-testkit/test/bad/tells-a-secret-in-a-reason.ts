import { defineErrors, describeError } from "@testcar/core";
import { type BadPlugin, provider, providerCases, token } from "./bad-plugin.ts";

const errors = defineErrors("SOAP", {
  REFUSED: describeError<{ token: string }>({
    exitCode: 4,
    summary: "The service refuses the session.",
    message: ({ token: refused }) => `the service refuses ${refused}`,
    hint: () => "Log in again.",
    example: { token: "…" },
  }),
});

export default {
  plugin: provider(() => ({
    obtain: async ({ secret }) => {
      secret(token, "the session");
      throw errors.REFUSED({ token });
    },
  })),
  cases: providerCases,
  breaks: ["does its work", "keeps secrets out of what it says"],
  says: /puts a secret into a reason/,
} satisfies BadPlugin;
