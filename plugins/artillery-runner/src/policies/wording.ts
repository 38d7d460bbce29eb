/** A number of things: `1 error`, `2 errors`. */
export const count = (number: number, thing: string): string =>
  `${number} ${thing}${number === 1 ? "" : "s"}`;

/** An error's kind can be a message of any length. */
const MAX_KIND = 200;

const shorten = (kind: string): string => (kind.length > MAX_KIND ? `${kind.slice(0, MAX_KIND)}…` : kind);

/** Names in a sentence, the first ones of many. */
export function listNames(names: readonly string[], most = 10): string {
  const named = names.slice(0, most).map(shorten).join(", ");
  return names.length > most ? `${named}, and ${names.length - most} more` : named;
}

/** The most frequent kinds with their counts: `ECONNREFUSED 12, ETIMEDOUT 1, and 2 more kinds`. */
export function listKinds(counts: Readonly<Record<string, number>>, most = 3): string {
  const kinds = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const named = kinds.slice(0, most).map(([kind, count]) => `${shorten(kind)} ${count}`);
  const more = kinds.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more kinds`] : [])].join(", ");
}

const advice: readonly (readonly [pattern: RegExp, advice: (target: string) => string])[] = [
  [/^ECONNREFUSED$/, (target) => `Nothing listens at ${target}.`],
  [/^(ENOTFOUND|EAI_AGAIN)$/, (target) => `The name service does not know the host of ${target}.`],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/, () => "The service did not answer within config.http.timeout."],
  [/^(ECONNRESET|EPIPE)$/, () => "The service closed connections: see its log."],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^EPROTO$/,
    () =>
      "TLS failed: trust the service's certificate (env NODE_EXTRA_CA_CERTS), or set the option insecure.",
  ],
  [
    /^Failed capture or match$/,
    () => "A capture or match found nothing in a response: see what the service answered.",
  ],
  [
    /^Undefined function /,
    () => "The script calls a function that its processor does not export, or has no processor.",
  ],
];

/** The errors of requests that were not sent, for want of a credential, have codes of Testcar's. */
const isOfCredential = (kind: string): boolean => /^TESTCAR_[A-Z\d_]+$/.test(kind);

/**
 * What to do about the errors of a test, by their kinds.
 *
 * @param credentialProblems - Why requests had no credential, in words.
 */
export function adviceFor(
  kinds: readonly string[],
  target: string | undefined,
  credentialProblems: readonly string[] = [],
): string {
  const where =
    target === undefined
      ? "the address that the script names"
      : `${target}, or at the address that the script names itself`;
  const hints = advice.filter(([pattern]) => kinds.some((kind) => pattern.test(kind)));
  const codes = kinds.filter(isOfCredential);
  const unsent =
    codes.length === 0
      ? []
      : [
          ...credentialProblems.map((problem) => `${problem.replace(/\.$/, "")}.`),
          `testcar explain ${codes[0]} says more.`,
        ];
  return [...unsent, ...hints.map(([, hint]) => hint(where))].join(" ") || "See the test's output.";
}
