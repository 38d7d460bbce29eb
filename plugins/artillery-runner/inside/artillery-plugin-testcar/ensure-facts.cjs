"use strict";

/** Metrics that say whether something went wrong. */
const ABOUT_ERRORS = /\berrors\.|\bvusers\.(?:failed|completed|skipped)\b/;

const list = (/** @type {unknown} */ value) =>
  Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];

/** Whether something is set that nobody sets for nothing, also under a name that the plugin does not know. */
const isMeant = (/** @type {unknown} */ ensure) =>
  typeof ensure === "object" &&
  ensure !== null &&
  Object.entries(ensure).some(
    // Where Artillery finds the plugin is no condition, and an empty list has none.
    ([key, value]) => key !== "scope" && value !== null && !(Array.isArray(value) && value.length === 0),
  );

/**
 * Whether the author of a script means to ensure anything, and whether that judges errors. A condition that is not strict
 * judges nothing: the test passes without it.
 *
 * @param {any} config The script's.
 */
function describeEnsure(config) {
  const places = [config.ensure, config.plugins?.ensure];
  const usesEnsure = places.some(isMeant);
  // The first place hides the second, even when it is empty.
  const ensure = places[0] || places[1];
  if (typeof ensure !== "object" || ensure === null) return { usesEnsure, ensuresErrors: false };
  const thresholds = list(ensure.thresholds);
  const conditions = list(ensure.conditions);
  const strict = [
    ...thresholds.map((threshold) => String(Object.keys(threshold)[0])),
    ...conditions
      .filter((condition) => condition.strict !== false)
      .map((condition) => String(condition.expression)),
  ];
  return {
    usesEnsure,
    ensuresErrors:
      ensure.maxErrorRate !== undefined || strict.some((expression) => ABOUT_ERRORS.test(expression)),
  };
}

module.exports = { describeEnsure };
