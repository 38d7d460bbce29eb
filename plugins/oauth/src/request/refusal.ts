import { type TestcarError, TransientError } from "@testcar/core";
import { errors } from "../errors.ts";
import { authenticationOf } from "../options/combinations.ts";
import type { OAuthOptions } from "../options.ts";

/** Words that say that the server may be better in a moment. */
const HEALING: ReadonlySet<string> = new Set(["temporarily_unavailable", "server_error"]);

/** The error's word, if it is one: servers may send anything. */
export const errorWord = (error: unknown): string | undefined =>
  typeof error === "string" && /^[a-z]+(_[a-z]+){1,4}$/.test(error) && error.length <= 40 ? error : undefined;

/** What an OAuth error of a token endpoint means (RFC 6749, section 5.2). */
export function refusal(
  {
    url,
    status,
    error,
  }: { readonly url: string; readonly status: number; readonly error: string | undefined },
  options: OAuthOptions,
): TestcarError | TransientError {
  const said = { url, status, error };
  if (HEALING.has(error ?? "")) return new TransientError(errors.UNAVAILABLE({ url, status }));
  if (error === "invalid_client") {
    // One from the environment stays a secret.
    const client = String(options.clientId);
    return errors.CLIENT_REFUSED({ ...said, client, authentication: authenticationOf(options) });
  }
  if (error === "invalid_grant")
    return errors.GRANT_REFUSED({ ...said, file: options.assertionFile ?? options.subjectTokenFile });
  if (error === "invalid_scope") return errors.SCOPE_REFUSED({ ...said, scope: options.scope });
  if (error === "invalid_target") return errors.TARGET_REFUSED(said);
  return errors.REFUSED({ ...said, through: options.through });
}
