"use strict";
const { openSync, writeFileSync } = require("node:fs");

/** From this many bytes on, the figures of single periods are left out; what stands at the end is always written. */
const OPTIONAL_BYTES = 16 * 1024 * 1024;

/**
 * Opens the file that the runner reads. Each write is synchronous, so that a line is there whatever comes next, and none
 * of them can fail the test: a full disk costs the figures, not the run.
 *
 * @param {string} file
 */
function openEvents(file) {
  /** @type {number | undefined} */
  let descriptor;
  let written = 0;

  /** @param {() => void} action */
  const quietly = (action) => {
    try {
      action();
    } catch {
      // Nothing that happens here may change what Artillery does.
    }
  };

  quietly(() => {
    descriptor = openSync(file, "a", 0o600);
  });

  /**
   * @param {string} type
   * @param {Record<string, unknown>} data
   * @param {{ optional?: boolean }} [options]
   */
  const write = (type, data, { optional = false } = {}) => {
    if (descriptor === undefined || (optional && written > OPTIONAL_BYTES)) return;
    const line = `${JSON.stringify({ type, at: Date.now(), ...data })}\n`;
    written += line.length;
    writeFileSync(descriptor, line);
  };

  return { write, quietly };
}

module.exports = { openEvents };
