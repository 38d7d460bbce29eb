import { defineErrors, describeError } from "@testcar/core";
import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

const token = "session-of-the-sea-4711";
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
  plugin: plugin({
    provides: () => ["soap"],
    apply: ({ hooks }) => {
      hooks.preflight.tapPromise("soap", async ({ provide }) => {
        await provide({
          id: "soap",
          kind: "soap",
          obtain: async ({ secret }) => {
            secret(token, "the session");
            throw errors.REFUSED({ token });
          },
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
  breaks: ["does its work", "keeps secrets out of what it says"],
  says: /puts a secret into a reason/,
} satisfies BadPlugin;
