import { defineErrors } from "@testcar/core";
import { identityErrors } from "./errors/identity.ts";
import { installationErrors } from "./errors/installation.ts";
import { kdcErrors } from "./errors/kdc.ts";
import { serviceErrors } from "./errors/service.ts";

/** Every problem that the Kerberos plugin names. */
export const errors = defineErrors("KERBEROS", {
  ...identityErrors,
  ...kdcErrors,
  ...serviceErrors,
  ...installationErrors,
});
