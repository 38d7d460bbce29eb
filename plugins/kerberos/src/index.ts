import { type Credential, definePlugin, TransientError } from "@testcar/core";
import { errors } from "./errors.ts";
import { type KerberosOptions, optionsSchema } from "./options.ts";
import { createSource } from "./source.ts";

export type { KerberosOptions } from "./options.ts";
export type { KerberosGrant } from "./source.ts";

const NAME = "kerberos";

/** Gets tickets for the services that are known: one that the KDC does not know is told before the tests. */
async function checkServices(credential: Credential): Promise<void> {
  try {
    await Promise.all(credential.origins.map((url) => credential.authorize({ url, method: "GET" })));
  } catch (error) {
    throw error instanceof TransientError ? error.cause : error;
  }
}

/** Logs in to a Kerberos realm, and gives each request a Negotiate token of its own (RFC 4559). */
export default definePlugin<KerberosOptions>({
  name: NAME,
  apiVersion: 1,
  options: optionsSchema,
  errors,
  provides: (options) => [options.as ?? NAME],
  apply({ hooks, baseDirectory }, options) {
    hooks.preflight.tapPromise(NAME, async ({ provide }) => {
      await checkServices(await provide(createSource(options, baseDirectory)));
    });
  },
});
