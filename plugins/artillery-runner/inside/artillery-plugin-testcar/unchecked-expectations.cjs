"use strict";
const { stepsOf } = require("./steps.cjs");

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null;

/**
 * The expectations of a request that the plugin passes over: those whose kind it does not know, and in a list those that
 * share an entry with another one, of which it takes the first only.
 *
 * @param {any} expected The request's `expect`.
 * @param {readonly string[]} known
 * @returns {string[]}
 */
function passedOver(expected, known) {
  // `expect:` with nothing behind it: the author meant to write something.
  if (expected === null) return ["expect"];
  const entries = Array.isArray(expected)
    ? expected.filter(isObject).map(Object.keys)
    : Object.keys(expected).map((kind) => [kind]);
  return entries.flatMap(([kind = "", ...others]) => [
    ...(known.includes(kind) ? [] : [kind]),
    // Others belong to the first one, as the description of jmespath does.
    ...others.filter((other) => known.includes(other)),
  ]);
}

/**
 * Expectations of a script that nothing checks, each with its place.
 *
 * @param {any} script
 * @param {readonly string[] | undefined} known The kinds that the plugin knows; undefined when it is not there, or does not
 *   say.
 */
function findUncheckedExpectations(script, known) {
  if (known === undefined || !Array.isArray(script.scenarios)) return [];
  const unchecked = script.scenarios.flatMap((/** @type {any} */ scenario, /** @type {number} */ index) =>
    stepsOf(scenario?.flow)
      .flatMap((step) => Object.values(step))
      .filter((request) => isObject(request) && typeof request.expect === "object")
      .flatMap((request) => passedOver(request.expect, known))
      .map(
        (kind) => `${kind} (${scenario.name === undefined ? `scenario ${index + 1}` : `"${scenario.name}"`})`,
      ),
  );
  return [...new Set(unchecked)];
}

module.exports = { findUncheckedExpectations };
