import { credentialErrors } from "../errors/catalogue/credentials.ts";

/** Characters of which one parser makes another host than the next one does. */
const TREACHEROUS = /[\\\s\p{Cc}]/u;

/** The origin of a URL (RFC 6454); undefined for what is no URL of http or https, or may not be the same one for everybody. */
export function originOf(url: string): string | undefined {
  if (TREACHEROUS.test(url)) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === "http:" || parsed?.protocol === "https:" ? parsed.origin : undefined;
}

/**
 * Origins in their one spelling.
 *
 * @throws TESTCAR_CREDENTIAL_ORIGIN for anything with more, or less, than scheme, host and port.
 */
export function toOrigins(credential: string, origins: readonly string[]): readonly string[] {
  return origins.map((text) => {
    const origin = originOf(text);
    const isBare = origin !== undefined && new URL(text).href === `${origin}/`;
    if (!isBare) throw credentialErrors.ORIGIN({ credential, origin: text });
    return origin;
  });
}
