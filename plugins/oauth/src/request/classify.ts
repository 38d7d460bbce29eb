import { isTestcarError, TransientError } from "@testcar/core";
import { errors } from "../errors.ts";
import { ResponseBodyError } from "../openid-client.ts";
import { shown } from "../options/urls.ts";
import type { OAuthOptions } from "../options.ts";
import { errorWord, refusal } from "./refusal.ts";

const isOurs = (error: unknown): error is Error => error instanceof TransientError || isTestcarError(error);

// The library wraps what a fetch throws.
const causesOf = (error: unknown): readonly unknown[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[A-Z_]{1,60}$/.test(code) ? code : "no reason is given";
};

/**
 * An error of ours for whatever was thrown. Errors of the library hold answers with their tokens, and requests with their
 * secrets: nothing of them is kept but a status and a word.
 *
 * @param url - Where the request went.
 */
export function classify(error: unknown, url: string, options: OAuthOptions): Error {
  const own = causesOf(error).find(isOurs);
  if (own !== undefined) return own;
  const where = shown(url);
  if (error instanceof ResponseBodyError) {
    const { status, error: word } = error;
    return refusal({ url: where, status, error: errorWord(word) }, options);
  }
  const code = codeOf(error);
  if (code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED") return errors.ISSUER({ issuer: where });
  return errors.UNKNOWN({ url: where, reason: code });
}
