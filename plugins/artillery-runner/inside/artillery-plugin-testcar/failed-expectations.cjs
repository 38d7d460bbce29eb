"use strict";

/** Different ones that are told; a load test may break the same one a thousand times. */
const MOST = 5;

/** The kinds that say what was got in a word. Others may hold a piece of the response, which is the output's to show. */
const SHORT_KINDS = ["statusCode", "contentType"];

const MAX_WORDS = 60;

const wordsOf = (/** @type {unknown} */ value) => String(value).slice(0, MAX_WORDS);

/** Under this name the expect plugin puts its function into the processor of each script. */
const CHECK = "expectationsPluginCheckExpectations";

/**
 * Tells the expectations that failed, each different one once, in words.
 *
 * @param {(text: string) => void} tell
 * @returns A listener for the results of a request, as the expect plugin keeps them, and the request.
 */
function tellFailedExpectations(tell) {
  const told = new Set();
  return (/** @type {any} */ { name, url, results }, /** @type {any} */ request) => {
    if (told.size >= MOST) return;
    const where = name ?? `${request?.method ?? ""} ${url ?? ""}`.trim();
    for (const { ok, type, expected, got } of results) {
      if (ok) continue;
      const difference = SHORT_KINDS.includes(type)
        ? ` expected ${wordsOf(expected)}, got ${wordsOf(got)}`
        : " does not hold";
      const text = `${wordsOf(where)}: ${wordsOf(type)}${difference}`;
      if (told.has(text) || told.size >= MOST) continue;
      told.add(text);
      tell(text);
    }
  };
}

/**
 * Hears of the expectations that fail. The plugin tells them by an event as well, but not to other plugins in a worker.
 *
 * @param {any} processor Of the script, with what plugins have put there.
 * @param {(text: string) => void} tell Must not throw.
 */
function watchExpectations(processor, tell) {
  const check = processor?.[CHECK];
  if (typeof check !== "function") return;
  const listener = tellFailedExpectations(tell);
  /** @type {(this: unknown, request: any, response: any, context: any, events: unknown, done: (...results: any[]) => void) => unknown} */
  processor[CHECK] = function (request, response, context, events, done) {
    return check.call(this, request, response, context, events, (/** @type {any[]} */ ...results) => {
      const found = context?.expectations?.at?.(-1);
      if (Array.isArray(found?.results)) listener(found, request);
      done(...results);
    });
  };
}

module.exports = { tellFailedExpectations, watchExpectations };
