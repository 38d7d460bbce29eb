/** How the scopes that were granted differ from those that were asked for. */
export interface ScopeDifference {
  readonly missing: readonly string[];
  readonly added: readonly string[];
}

const split = (scope: string): readonly string[] => scope.split(" ").filter((name) => name !== "");

function part(token: string, index: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(token.split(".")[index] ?? "", "base64url").toString("utf8"),
    );
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * The scopes that a token has, with blanks between them; undefined when nobody says.
 *
 * By RFC 6749, an answer without `scope` has granted what was asked for. Servers that drop every scope leave it out as well;
 * then their tokens tell, if they are JWTs (RFC 9068, section 2.2.3; `scp` is Microsoft's and Okta's).
 */
export function grantedScope(
  answered: string | undefined,
  accessToken: string,
  asked: string | undefined,
): string | undefined {
  if (answered !== undefined) return answered;
  const { scope, scp } = part(accessToken, 1);
  if (typeof scope === "string") return scope;
  if (typeof scp === "string") return scp;
  if (Array.isArray(scp)) return scp.join(" ");
  return part(accessToken, 0)["typ"] === "at+jwt" ? "" : asked;
}

/** A word that can be shown: what a server sends may be anything. */
const isWord = (name: string): boolean => /^[\w:./+-]{1,60}$/.test(name);

/** Compares; undefined when there is nothing to tell. */
export function compareScopes(
  asked: string | undefined,
  granted: string | undefined,
): ScopeDifference | undefined {
  if (asked === undefined || granted === undefined) return undefined;
  const wanted = new Set(split(asked));
  const given = new Set(split(granted));
  const missing = [...wanted].filter((name) => !given.has(name));
  const added = [...given]
    .filter((name) => !wanted.has(name))
    .map((name) => (isWord(name) ? name : "another one"));
  return missing.length + added.length === 0 ? undefined : { missing, added };
}
