import { validateHeaderValue } from "node:http";
import { definePlugin, type Grant, type Secret } from "@testcar/core";
import { errors } from "./errors.ts";
import { type Options, options } from "./options.ts";

const NAME = "__name__";

interface ApiKey extends Grant {
  readonly key: Secret;
}

/** Sends a key in a header of each request to the target. */
export default definePlugin<Options>({
  name: NAME,
  apiVersion: 1,
  options,
  errors,
  provides: ({ as }) => [as],
  apply({ hooks }, { key, header, as, origins }) {
    hooks.preflight.tapPromise(NAME, async ({ provide }) => {
      await provide<ApiKey>({
        id: as,
        kind: "__word__",
        origins,
        // What has to be asked for is asked for here; `expiresAt` then lets core ask again in time.
        obtain: async () => {
          try {
            validateHeaderValue(header, key.reveal());
          } catch {
            throw errors.NOT_FOR_A_HEADER({ header });
          }
          return { key };
        },
        authorize: async (grant) => ({ headers: { [header]: grant.key.reveal() }, isReusable: true }),
      });
    });
  },
});
