/** What the Kerberos libraries complain about, by a word of ours. */
export type Reason =
  | "kdc-unreachable"
  | "realm-unknown"
  | "config-invalid"
  | "principal-unknown"
  | "service-unknown"
  | "key-wrong"
  | "password-wrong"
  | "password-expired"
  | "account-locked"
  | "clock-skew"
  | "ticket-expired"
  | "service-key"
  | "no-credentials"
  | "encryption-type"
  | "replay";

// The libraries give texts only. They are those of MIT Kerberos 1.18 to 1.21 in the C locale.
const PATTERNS: readonly (readonly [RegExp, Reason])[] = [
  [/Cannot contact any KDC|Cannot resolve (network address for|servers for) KDC/, "kdc-unreachable"],
  [/Cannot find KDC for realm|does not specify default realm|Cannot determine realm/, "realm-unknown"],
  [
    /Improper format of Kerberos conf|Included profile|Missing open brace|relation must be|Section not top/i,
    "config-invalid",
  ],
  [/Client '.*' not found in Kerberos database|Client not found in Kerberos/, "principal-unknown"],
  [/Server .*not found in Kerberos database/, "service-unknown"],
  [/Password (has )?expired/i, "password-expired"],
  [/Password incorrect/, "password-wrong"],
  [/credentials have been revoked|entry in database has expired/, "account-locked"],
  [/Clock skew|Ticket not yet valid/i, "clock-skew"],
  [/Ticket expired/, "ticket-expired"],
  [
    /[Kk]ey version|Cannot decrypt ticket|keytab key|[Kk]ey table entry|Wrong principal in request|kvno/,
    "service-key",
  ],
  [/Preauthentication failed|Decrypt integrity check failed/, "key-wrong"],
  [/encryption type/, "encryption-type"],
  [/replay/i, "replay"],
  [/No Kerberos credentials available|Can't find client principal|[Nn]o credentials cache/, "no-credentials"],
];

/** What a text of the libraries means; undefined for what nobody has thought of. */
export const reasonOfText = (text: string): Reason | undefined =>
  PATTERNS.find(([pattern]) => pattern.test(text))?.[1];
