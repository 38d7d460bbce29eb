import { describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.preflight;

/** What is wrong with the realm: its servers, its clock, what krb5.conf says of it. */
export const kdcErrors = {
  KDC_UNREACHABLE: describeError<{ realm: string; config: string }>({
    exitCode,
    summary: "No KDC of the realm can be reached.",
    message: ({ realm, config }) => `No KDC of the realm ${realm} can be reached (${config})`,
    hint: () => "Look whether it runs, and whether network policies let port 88 through (TCP and UDP).",
    example: { realm: "EXAMPLE.ORG", config: "/etc/krb5.conf" },
  }),
  KDC_SILENT: describeError<{ wanted: string; seconds: number; config: string }>({
    exitCode,
    summary: "The KDC accepts connections and does not answer.",
    message: ({ wanted, seconds, config }) => `The KDC gave no ${wanted} within ${seconds} s (${config})`,
    hint: () =>
      "Look at the KDC, and at what stands before it: a firewall that drops packets looks the same.",
    example: { wanted: "ticket for testcar@EXAMPLE.ORG", seconds: 30, config: "/etc/krb5.conf" },
  }),
  REALM_UNKNOWN: describeError<{ realm: string; config: string }>({
    exitCode,
    summary: "Nothing says where the KDC of the realm is.",
    message: ({ realm, config }) => `${config} names no KDC for the realm ${realm}, and neither does DNS`,
    hint: () =>
      "Add the realm with its kdc to krb5.conf, and set default_realm; the option config names the file.",
    example: { realm: "EXAMPLE.ORG", config: "/etc/krb5.conf" },
  }),
  CONFIG_MISSING: describeError<{ config: string; reason: string }>({
    exitCode,
    summary: "The realm's configuration file cannot be read.",
    message: ({ config, reason }) => `${config} cannot be read: ${reason}`,
    hint: () => "Correct the option config; in a pod, mount the ConfigMap that holds krb5.conf.",
    example: { config: "/etc/testcar/krb5.conf", reason: "no such file or directory" },
  }),
  CONFIG_INVALID: describeError<{ config: string }>({
    exitCode,
    summary: "The realm's configuration file has an error of syntax, or includes a file that cannot be read.",
    message: ({ config }) => `${config} cannot be understood`,
    hint: () => "Look for a missing bracket or brace, and at the files that it includes.",
    example: { config: "/etc/testcar/krb5.conf" },
  }),
  CLOCK_SKEW: describeError<{ principal: string }>({
    exitCode,
    summary: "The clock of this machine and that of the KDC differ by more than five minutes.",
    message: ({ principal }) =>
      `The KDC refuses ${principal}: its clock and the one that the ticket was made by differ too much`,
    hint: () => "Set the clocks by NTP. A pod has the clock of its node.",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
  ENCRYPTION_TYPE: describeError<{ principal: string }>({
    exitCode,
    summary: "The KDC and this machine have no encryption type in common.",
    message: ({ principal }) => `The KDC and this machine have no encryption type in common for ${principal}`,
    hint: () =>
      "Export the keytab with AES keys, and allow AES for the account (Active Directory: msDS-SupportedEncryptionTypes).",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
  LOG_IN_FAILED: describeError<{ principal: string }>({
    exitCode,
    summary: "The log-in failed for a reason that has no name here.",
    message: ({ principal }) => `${principal} could not log in`,
    hint: () => "Try it by hand, with the same files: KRB5_TRACE=/dev/stderr kinit -k -t KEYTAB PRINCIPAL",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
} as const;
