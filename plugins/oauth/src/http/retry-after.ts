/** Milliseconds that a header Retry-After asks to wait: seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(value: string | null, now: Date): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much that is no date of HTTP: "-5", "2".
  const at = /[A-Za-z]/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
