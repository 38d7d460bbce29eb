import { defineErrors, exitCodes } from "@testcar/core";

export const errors = defineErrors("ACME_SIGNATURE", {
  NO_KEY: {
    exitCode: exitCodes.preflight,
    summary: "The key that requests are signed with is not there.",
    message: ({ path, reason }) => `No key in ${path}: ${reason}`,
    hint: () => "Mount the secret with the key there, or correct keyFile.",
    example: { path: "/run/secrets/acme.key", reason: "ENOENT" },
  },
});
