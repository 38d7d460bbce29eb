"use strict";
const { appendFileSync } = require("node:fs");
const { isMainThread, threadId } = require("node:worker_threads");

/**
 * Adds a line to the file that the runner reads. It is short enough to be appended in one piece beside what other threads
 * append.
 *
 * @param {string} type
 * @param {object} [data]
 */
function appendEvent(type, data) {
  const file = process.env.TESTCAR_EVENTS_FILE;
  if (!file) return;
  const line = { type, at: Date.now(), ...(isMainThread ? {} : { worker: threadId }), ...data };
  try {
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch {
    // Nothing that happens here may change what the test does.
  }
}

module.exports = { appendEvent };
