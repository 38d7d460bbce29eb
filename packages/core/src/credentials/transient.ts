/** Around an error that may heal by itself: the network, an overloaded server. Whoever obtains a credential tries again. */
export class TransientError extends Error {
  override readonly name = "TransientError";
  override readonly cause: Error;
  /** Milliseconds that the other side asked to wait (RFC 9110, Retry-After). */
  readonly retryAfterMs: number | undefined;

  /**
   * @param cause - What to report when trying again did not help.
   * @example
   * ```ts
   * if (response.status === 503) throw new TransientError(errors.UNAVAILABLE({ url }), { retryAfterMs: 2000 });
   * ```
   */
  constructor(cause: Error, options: { readonly retryAfterMs?: number | undefined } = {}) {
    super(cause.message);
    this.cause = cause;
    const { retryAfterMs } = options;
    // A header that is no number says nothing.
    this.retryAfterMs = Number.isNaN(retryAfterMs) ? undefined : retryAfterMs;
  }
}
