"use strict";

/** Metrics that say whether something went wrong. */
const ABOUT_ERRORS = /\berrors\.|\bvusers\.(?:failed|completed|skipped)\b/;

const list = (/** @type {unknown} */ value) =>
  Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];

/**
 * Whether `ensure` checks anything, and whether its author judges errors with it. A condition that is not strict judges
 * nothing: the test passes without it.
 *
 * @param {any} ensure `config.ensure` or `config.plugins.ensure`
 */
function describeEnsure(ensure) {
  if (typeof ensure !== "object" || ensure === null) return { usesEnsure: false, ensuresErrors: false };
  const thresholds = list(ensure.thresholds);
  const conditions = list(ensure.conditions);
  const strict = [
    ...thresholds.map((threshold) => String(Object.keys(threshold)[0])),
    ...conditions
      .filter((condition) => condition.strict !== false)
      .map((condition) => String(condition.expression)),
  ];
  return {
    // Also with keys that the plugin does not know: their author meant to ensure something.
    usesEnsure: Object.keys(ensure).length > 0,
    ensuresErrors:
      ensure.maxErrorRate !== undefined || strict.some((expression) => ABOUT_ERRORS.test(expression)),
  };
}

module.exports = { describeEnsure };
