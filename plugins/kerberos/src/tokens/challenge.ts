const NEGOTIATE = /(?:^|,)\s*Negotiate(?:\s+([A-Za-z0-9+/]+=*))?(?=\s*(?:,|$))/i;

/**
 * What a service says of Negotiate: a token, an empty text for the word alone, undefined for nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4559#section-4
 */
export function challengeOf(headers: Headers): string | undefined {
  const found = NEGOTIATE.exec(headers.get("www-authenticate") ?? "");
  return found === null ? undefined : (found[1] ?? "");
}

/** The headers without what belongs to Negotiate: other challenges stay. */
export function withoutChallenge(headers: Headers): Headers {
  const rest = new Headers(headers);
  const others = (headers.get("www-authenticate") ?? "").replace(NEGOTIATE, "").replace(/^[\s,]+/, "");
  if (others === "") rest.delete("www-authenticate");
  else rest.set("www-authenticate", others);
  return rest;
}
