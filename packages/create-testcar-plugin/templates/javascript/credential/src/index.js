import { validateHeaderValue } from "node:http";
import { definePlugin } from "@testcar/core";
import { errors } from "./errors.js";
import { options } from "./options.js";

const NAME = "__name__";

/** @import { CredentialSource, Grant, Secret } from "@testcar/core" */
/** @typedef {Grant & { readonly key: Secret }} ApiKey */

/** Sends a key in a header of each request to the target. */
export default definePlugin({
  name: NAME,
  apiVersion: 1,
  options,
  errors,
  provides: ({ as }) => [as],
  apply({ hooks }, { key, header, as, origins }) {
    hooks.preflight.tapPromise(NAME, async ({ provide }) => {
      /** @type {CredentialSource<ApiKey>} */
      const source = {
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
      };
      await provide(source);
    });
  },
});
