"use strict";
const { isMainThread } = require("node:worker_threads");
const { appendEvent } = require("../append-event.cjs");
const { createAsk } = require("./ask.cjs");
const { createAuthorizer } = require("./authorizer.cjs");

/** Of this thread. */
const authorizer = createAuthorizer(createAsk(process.env.TESTCAR_CREDENTIALS_SOCKET ?? ""));

/** @type {Set<string>} */
const told = new Set();

/**
 * Artillery keeps no more of an error than its code.
 *
 * @param {any} error
 */
const tell = ({ code, message }) => {
  if (!told.has(code)) appendEvent("credentials", { state: "failed", message });
  told.add(code);
};

/**
 * Headers of a credential for one request; throws what the request is to fail with.
 *
 * @param {URL} url
 * @param {string} method
 */
async function headersFor(url, method) {
  try {
    return await authorizer.headersFor(url, method);
  } catch (error) {
    tell(error);
    throw error;
  }
}

/**
 * Whether the script authorises the request itself. got 14 has made a header of a user and a password by then, got 11 has not.
 *
 * @param {any} options
 */
const isAuthorized = ({ headers, username, password }) =>
  headers.authorization !== undefined || Boolean(username) || Boolean(password);

/** One call of got: a request, and those that it is redirected to, one after the other. */
function createHooks() {
  let isFirst = true;
  let isOwn = false;
  /** @type {{ url: URL, headers: Record<string, string>, all: Record<string, string> } | undefined} */
  let sent;

  /**
   * Runs before each of them, when its URL and every other header is known.
   *
   * @param {any} options
   */
  const beforeRequest = async (options) => {
    const { headers, url, method } = options;
    sent = undefined;
    if (isFirst) isOwn = isAuthorized(options);
    isFirst = false;
    if (isOwn) return;
    const given = Object.entries(await headersFor(url, method)).filter(
      ([name]) => headers[name] === undefined,
    );
    if (given.length === 0) return;
    sent = { url, headers: Object.fromEntries(given), all: headers };
    Object.assign(headers, sent.headers);
  };

  /**
   * Runs when Node has its copy of the headers. From got's, ours are taken back: it would carry them to wherever it is
   * redirected, and print them with its errors.
   *
   * @param {import("node:http").ClientRequest} request
   */
  const onRequest = (request) => {
    if (sent === undefined) return;
    const { url, headers, all } = sent;
    for (const name of Object.keys(headers)) delete all[name];
    request.once("response", ({ statusCode }) => {
      if (statusCode === 401) authorizer.refused(url, headers);
    });
  };

  return { beforeRequest, onRequest };
}

/**
 * Makes a got that adds the headers of credentials to its requests, and leaves everything else as it is.
 *
 * @template {Function} Got
 * @param {Got} got Of Artillery's http engine, 11 or 14.
 * @returns {Got}
 */
function authorizeGot(got) {
  // What Artillery counts is sent by its workers: of the main thread this would say nothing.
  if (!isMainThread) appendEvent("credentials", { state: "ready" });
  return new Proxy(got, {
    // The engine calls it with one object, which stays its own: what is printed of it has no token in it.
    apply(target, self, [options, ...rest]) {
      const { beforeRequest, onRequest } = createHooks();
      const hooks = {
        ...options.hooks,
        beforeRequest: [...(options.hooks?.beforeRequest ?? []), beforeRequest],
      };
      const promise = Reflect.apply(target, self, [{ ...options, hooks }, ...rest]);
      // Before Artillery's own listener: what the script sends next waits for what comes of a refusal.
      promise.on("request", onRequest);
      return promise;
    },
  });
}

module.exports = { authorizeGot };
