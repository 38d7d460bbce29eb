import { definePlugin } from "@testcar/core";
import { errors } from "./errors.ts";
import { type OAuthOptions, optionsSchema } from "./options.ts";

export type { BearerGrant } from "./grant.ts";
export type { OAuthOptions } from "./options.ts";

const NAME = "oauth";

const idOf = ({ as }: OAuthOptions): string => as ?? NAME;

/** Gets an OAuth access token before the tests, and keeps it fresh while they run. */
export default definePlugin<OAuthOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  needs: ({ through }) => (through === undefined ? [] : [through]),
  provides: (options) => [idOf(options)],
  apply(testcar, options) {
    testcar.hooks.preflight.tapPromise(NAME, async (context) => {
      // Not loaded by commands that run nothing.
      const { createSource } = await import("./source.ts");
      await context.provide(createSource(idOf(options), options, testcar));
    });
  },
});
