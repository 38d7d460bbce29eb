"use strict";

/** @typedef {Record<string, string>} RequestHeaders */
/** @typedef {{ headers: RequestHeaders, freshUntil: number, isReusable: boolean }} Known */

/**
 * Headers for requests, by origin: kept for as long as they may be reused, and asked for once however many requests wait.
 * Headers for one request alone are asked for by each. That no credential is for an origin stays so until the end.
 *
 * @param {ReturnType<typeof import("./ask.cjs").createAsk>} ask
 * @param {() => number} now Milliseconds.
 */
function createAuthorizer(ask, now = Date.now) {
  /** @type {Map<string, { known?: Known, flight?: Promise<Known>, report?: Promise<void>, refused?: string }>} */
  const origins = new Map();

  /** @param {string} origin */
  const stateOf = (origin) => {
    const state = origins.get(origin) ?? {};
    origins.set(origin, state);
    return state;
  };

  /** @type {(url: URL, method: string) => Promise<Known>} */
  const askAnew = async (url, method) => {
    const { credential, headers, reusableUntil } = await ask.headers(url, method);
    if (credential === null) return { headers: {}, freshUntil: Number.POSITIVE_INFINITY, isReusable: true };
    const isReusable = reusableUntil !== null;
    return { headers, freshUntil: isReusable ? Date.parse(reusableUntil) : 0, isReusable };
  };

  return {
    /**
     * @param {URL} url
     * @param {string} method
     * @returns {Promise<RequestHeaders>}
     */
    async headersFor(url, method) {
      const state = stateOf(url.origin);
      // Whoever comes after a refusal gets what it led to.
      if (state.report !== undefined) await state.report;
      if (state.known !== undefined && state.known.freshUntil > now()) return state.known.headers;
      if (state.known?.isReusable === false) {
        state.known = await askAnew(url, method);
        return state.known.headers;
      }
      const isFirst = state.flight === undefined;
      state.flight ??= askAnew(url, method).finally(() => {
        state.flight = undefined;
      });
      state.known = await state.flight;
      return isFirst || state.known.isReusable ? state.known.headers : this.headersFor(url, method);
    },
    /**
     * Tells that the service answered 401; once for the same headers.
     *
     * @param {URL} url
     * @param {RequestHeaders} headers
     */
    refused(url, headers) {
      const state = stateOf(url.origin);
      const refused = JSON.stringify(headers);
      if (state.refused === refused) return;
      state.refused = refused;
      const report = ask.rejected(url, headers).finally(() => {
        if (state.known?.isReusable && JSON.stringify(state.known.headers) === refused)
          state.known = undefined;
        if (state.report === report) state.report = undefined;
      });
      state.report = report;
    },
  };
}

module.exports = { createAuthorizer };
