"use strict";

/** Metrics that say whether something went wrong. */
const ABOUT_ERRORS = /\berrors\.|\bvusers\.(?:failed|completed|skipped)\b/;

const list = (/** @type {unknown} */ value) =>
  Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null;

/**
 * What somebody set for a purpose, also under names that the plugin does not know. Where Artillery finds the plugin is no
 * condition, and an empty list has none.
 *
 * @param {any} ensure
 */
const entriesOf = (ensure) =>
  isObject(ensure)
    ? Object.entries(ensure).filter(
        ([key, value]) => key !== "scope" && value !== null && !(Array.isArray(value) && value.length === 0),
      )
    : [];

/**
 * Words that have to come up in the conditions that are checked, or else nobody looked at what they stand for.
 *
 * @param {any} ensure
 */
const wordsOf = (ensure) =>
  Array.isArray(ensure)
    ? []
    : entriesOf(ensure).flatMap(([key, value]) => {
        if (key === "thresholds" && Array.isArray(value)) return value.filter(isObject).flatMap(Object.keys);
        return key === "conditions" && Array.isArray(value) ? [] : [key];
      });

/**
 * What the author of a script means to ensure, and whether that judges errors. A condition that is not strict judges
 * nothing: the test passes without it.
 *
 * @param {any} script
 */
function describeEnsure({ config, ensure: misplaced, plugins }) {
  // Artillery looks at the first of these, unless it is missing, then at the second, and never at the others.
  const places = [config?.ensure, config?.plugins?.ensure, misplaced, plugins?.ensure];
  const usesEnsure = places.some((place) => entriesOf(place).length > 0);
  const ensured = [...new Set(places.flatMap(wordsOf))];
  const ensure = places[0] || places[1];
  if (!isObject(ensure)) return { usesEnsure, ensured, ensuresErrors: false };
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
    ensured,
    ensuresErrors:
      ensure.maxErrorRate !== undefined || strict.some((expression) => ABOUT_ERRORS.test(expression)),
  };
}

module.exports = { describeEnsure };
