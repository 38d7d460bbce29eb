"use strict";
const { Agent, request } = require("node:http");

/** Node's servers take 16 KiB of request line and headers. */
const LONGEST_URL = 8 * 1024;

/** What a request fails with when Testcar did not answer; errors.CREDENTIALS_UNREACHABLE of the runner. */
const UNREACHABLE = "TESTCAR_ARTILLERY_CREDENTIALS_UNREACHABLE";

/** @typedef {{ credential: string | null, headers: Record<string, string>, reusableUntil: string | null }} Answer */

/**
 * @param {string} message
 * @param {string} code Artillery counts errors by their code.
 */
const problem = (message, code) => Object.assign(new Error(message), { code });

/**
 * The URL as Testcar gets to see it: without what only the two ends know, and short enough for a request line.
 *
 * @param {URL} url
 */
function askable(url) {
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  plain.hash = "";
  if (plain.href.length > LONGEST_URL) plain.search = "";
  return plain.href;
}

/**
 * Asks Testcar, over connections that stay open, for as long as this thread lives.
 *
 * @param {string} socketPath
 */
function createAsk(socketPath) {
  const agent = new Agent({ keepAlive: true });

  /** @type {(method: string, path: string, body?: object) => Promise<{ status: number | undefined, body: any }>} */
  const exchange = (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request({ socketPath, agent, method, path }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("error", reject);
        response.on("data", (/** @type {string} */ part) => {
          text += part;
        });
        response.on("end", () => {
          try {
            resolve({ status: response.statusCode, body: JSON.parse(text) });
          } catch (error) {
            reject(error);
          }
        });
      });
      sent.on("error", reject);
      sent.end(body && JSON.stringify(body));
    });

  return {
    /** @type {(url: URL, method: string) => Promise<Answer>} */
    async headers(url, method) {
      const query = new URLSearchParams({ url: askable(url), method });
      const { status, body } = await exchange("GET", `/headers?${query}`).catch((error) => {
        throw problem(`Testcar does not answer: ${error.message}`, UNREACHABLE);
      });
      if (status === 200) return body;
      if (status === 503) throw problem(body.message, body.code);
      throw problem(`Testcar answered with ${status}: ${body.message}`, UNREACHABLE);
    },
    /** @type {(url: URL, headers: Record<string, string>) => Promise<void>} */
    async rejected(url, headers) {
      // Whether that helped shows when headers are asked for anew.
      await exchange("POST", "/rejected", { url: askable(url), headers }).catch(() => undefined);
    },
  };
}

module.exports = { createAsk };
