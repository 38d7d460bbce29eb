import { describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.preflight;

/** What of Kerberos is not installed. */
export const installationErrors = {
  MODULE_MISSING: describeError<{ trouble: "missing" | "unbuilt" | "broken" }>({
    exitCode,
    summary: "The native module kerberos is not installed, or its binary was not built.",
    message: ({ trouble }) =>
      trouble === "missing"
        ? "The module kerberos is not installed"
        : `The module kerberos is installed, but its binary ${trouble === "unbuilt" ? "was not built" : "cannot be loaded"}`,
    hint: () =>
      "npm says nothing when it cannot build an optional module. With libkrb5-dev, g++, make and python3 installed, and install scripts allowed: npm install kerberos@7.0.0",
    example: { trouble: "missing" },
  }),
  LIBRARY_MISSING: describeError<Record<never, never>>({
    exitCode,
    summary: "The system's Kerberos libraries are not installed.",
    message: () => "The libraries libgssapi_krb5.so.2, libkrb5.so.3 and libcom_err.so.2 are not installed",
    hint: () => "apt-get install libgssapi-krb5-2 (krb5-libs on Red Hat, in the image of the agent).",
    example: {},
  }),
  KINIT_MISSING: describeError<Record<never, never>>({
    exitCode,
    summary: "A log-in by password needs the program kinit, which is not installed.",
    message: () => "The program kinit is not installed",
    hint: () => "apt-get install krb5-user, or use a keytab, which needs no program.",
    example: {},
  }),
  CHILD_ENDED: describeError<Record<never, never>>({
    exitCode,
    summary: "The process that holds the Kerberos identity has ended by itself.",
    message: () => "The process that holds the Kerberos identity has ended unexpectedly",
    hint: () => "Look whether the container's memory was used up; otherwise report it.",
    example: {},
  }),
} as const;
