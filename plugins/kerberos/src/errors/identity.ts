import { describeError, exitCodes } from "@testcar/core";

const exitCode = exitCodes.preflight;

/** What is wrong with the identity: keytab, cache, password, account. */
export const identityErrors = {
  KEYTAB_UNREADABLE: describeError<{ path: string; reason: string }>({
    exitCode,
    summary: "The keytab cannot be read.",
    message: ({ path, reason }) => `The keytab ${path} cannot be read: ${reason}`,
    hint: () =>
      "In a pod: mount the Secret, and let the container's user read it (defaultMode 0400 with fsGroup makes it 0440).",
    example: { path: "/etc/testcar/testcar.keytab", reason: "permission denied" },
  }),
  KEYTAB_INVALID: describeError<{ path: string }>({
    exitCode,
    summary: "The file is no keytab, or is cut off.",
    message: ({ path }) => `${path} is no keytab`,
    hint: () =>
      "Export it anew. A Secret holds it base64-encoded once: kubectl create secret generic NAME --from-file=testcar.keytab",
    example: { path: "/etc/testcar/testcar.keytab" },
  }),
  KEYTAB_PRINCIPAL: describeError<{ path: string; principal: string; principals: readonly string[] }>({
    exitCode,
    summary: "The keytab has no key of the principal.",
    message: ({ path, principal, principals }) =>
      `${path} has no key of ${principal}, but of ${principals.join(", ") || "nobody"}`,
    hint: () => "Correct the option principal (upper and lower case count), or export the right keytab.",
    example: {
      path: "/etc/testcar/testcar.keytab",
      principal: "testcar@EXAMPLE.ORG",
      principals: ["testcar@EXAMPLE.COM"],
    },
  }),
  KEY_STALE: describeError<{ path: string; principal: string }>({
    exitCode,
    summary: "The KDC does not accept the key in the keytab: the principal has got a newer one.",
    message: ({ path, principal }) => `The key of ${principal} in ${path} is not the one that the KDC knows`,
    hint: () => "Export the keytab anew: every change of the password or the key makes older ones useless.",
    example: { path: "/etc/testcar/testcar.keytab", principal: "testcar@EXAMPLE.ORG" },
  }),
  CACHE_MISSING: describeError<{ path: string; reason: string }>({
    exitCode,
    summary: "There is no ticket cache, or it cannot be read.",
    message: ({ path, reason }) => `The ticket cache ${path} cannot be read: ${reason}`,
    hint: () =>
      "Log in first (kinit -c FILE:PATH), or look whether the one who does so is running. Other kinds of caches than files cannot be used.",
    example: { path: "/run/kerberos/cache", reason: "no such file or directory" },
  }),
  CACHE_INVALID: describeError<{ path: string }>({
    exitCode,
    summary: "The file is no ticket cache, or is cut off.",
    message: ({ path }) => `${path} is no ticket cache`,
    hint: () => "The option cache wants the file itself, which kinit -c FILE:PATH writes.",
    example: { path: "/run/kerberos/cache" },
  }),
  NO_CREDENTIALS: describeError<{ path: string; principal: string | undefined }>({
    exitCode,
    summary: "The ticket cache holds no ticket, or none of the principal.",
    message: ({ path, principal }) =>
      `${path} holds no ticket${principal === undefined ? "" : ` of ${principal}`}`,
    hint: () => "Log in with kinit -c FILE:PATH PRINCIPAL, or use a keytab.",
    example: { path: "/run/kerberos/cache", principal: "testcar@EXAMPLE.ORG" },
  }),
  TICKET_EXPIRED: describeError<{ path: string; principal: string; since: Date }>({
    exitCode,
    summary: "The ticket in the cache has expired, and nothing is there to get a new one with.",
    message: ({ path, principal, since }) =>
      `The ticket of ${principal} in ${path} has expired at ${since.toISOString()}`,
    hint: () => "Log in again with kinit -c FILE:PATH, or use a keytab, which gets new tickets by itself.",
    example: {
      path: "/run/kerberos/cache",
      principal: "testcar@EXAMPLE.ORG",
      since: new Date("2026-01-01T10:00:00Z"),
    },
  }),
  PRINCIPAL_UNKNOWN: describeError<{ principal: string }>({
    exitCode,
    summary: "The KDC does not know the principal.",
    message: ({ principal }) => `The KDC does not know ${principal}`,
    hint: () => "Correct the option principal (upper and lower case count), or have the account made.",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
  PASSWORD_WRONG: describeError<{ principal: string }>({
    exitCode,
    summary: "The KDC does not accept the password.",
    message: ({ principal }) => `The password of ${principal} is wrong`,
    hint: () =>
      "Correct what the option password refers to. It was tried once only: more attempts may lock the account.",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
  PASSWORD_INVALID: describeError<{ principal: string }>({
    exitCode,
    summary: "The password is empty or has several lines, which none can have.",
    message: ({ principal }) => `The password of ${principal} is empty, or has more than one line`,
    hint: () => "Look at the file or the variable that the option password refers to.",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
  PASSWORD_EXPIRED: describeError<{ principal: string }>({
    exitCode,
    summary: "The password has expired: it has to be changed before anybody can log in with it.",
    message: ({ principal }) => `The password of ${principal} has expired`,
    hint: () => "Change it (kpasswd), then export the keytab anew; accounts of machines want no expiry.",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
  ACCOUNT_LOCKED: describeError<{ principal: string }>({
    exitCode,
    summary: "The account is locked, disabled or has expired.",
    message: ({ principal }) => `The account ${principal} is locked, disabled or has expired`,
    hint: () => "Have it unlocked by those who administer the realm.",
    example: { principal: "testcar@EXAMPLE.ORG" },
  }),
} as const;
