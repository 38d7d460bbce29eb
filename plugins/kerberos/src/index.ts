import { definePlugin } from "@testcar/core";
import { errors } from "./errors.ts";
import { type KerberosOptions, optionsSchema } from "./options.ts";
import { createSource } from "./source.ts";

export type { KerberosOptions } from "./options.ts";
export type { KerberosGrant } from "./source.ts";

const NAME = "kerberos";

/** Logs in to a Kerberos realm, and gives each request a Negotiate token of its own (RFC 4559). */
export default definePlugin<KerberosOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  provides: (options) => [options.as ?? NAME],
  apply({ hooks, baseDirectory }, options) {
    hooks.preflight.tapPromise(NAME, async ({ provide }) => {
      const credential = await provide(createSource(options, baseDirectory));
      // A service that the KDC does not know is told before the tests, where it is known which services there are.
      await Promise.all(credential.origins.map((url) => credential.authorize({ url, method: "GET" })));
    });
  },
});
