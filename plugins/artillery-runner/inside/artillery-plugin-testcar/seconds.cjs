"use strict";

/** Lengths of time as Artillery's phases know them (package ms), in seconds, by the unit's first letters. */
const UNITS = /** @type {const} */ ([
  [/^(?:milliseconds?|msecs?|ms)$/, 0.001],
  [/^(?:seconds?|secs?|s)$/, 1],
  [/^(?:minutes?|mins?|m)$/, 60],
  [/^(?:hours?|hrs?|h)$/, 3600],
  [/^(?:days?|d)$/, 86_400],
]);

/**
 * A phase's `duration` or `pause` in seconds; 0 for what cannot be told.
 *
 * @param {unknown} duration A number of seconds, or words such as "2 min".
 */
function toSeconds(duration) {
  const seconds = Number(duration ?? 0);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const [, amount, unit] = /^\s*(\d*\.?\d+)\s*([a-z]+)\s*$/i.exec(String(duration)) ?? [];
  const factor = UNITS.find(([pattern]) => pattern.test(String(unit).toLowerCase()))?.[1];
  return factor === undefined ? 0 : Number(amount) * factor;
}

module.exports = { toSeconds };
