"use strict";
const { METHODS } = require("node:http");

const CONTROL = ["loop", "think", "function", "log"];
const HTTP = new Set([...METHODS.map((method) => method.toLowerCase()), ...CONTROL, "parallel"]);

/**
 * How each engine of Artillery's own finds the verb of a step. Other engines have verbs that only they know.
 *
 * @type {Record<string, (step: object) => boolean>}
 */
const KNOWN = {
  // The engine takes the first key for the method: `gett` goes out as the method GETT.
  http: (step) =>
    Object.keys(step).some((key) => CONTROL.includes(key) || key === "parallel") ||
    HTTP.has(Object.keys(step)[0] ?? ""),
  ws: (step) => Object.keys(step).some((key) => [...CONTROL, "connect", "send", "wait"].includes(key)),
  socketio: (step) => Object.keys(step).some((key) => key === "emit" || HTTP.has(key)),
};

/**
 * Every step of a flow, those within loops and parallel blocks as well.
 *
 * @param {unknown} flow
 * @returns {any[]}
 */
function stepsOf(flow) {
  if (!Array.isArray(flow)) return [];
  return flow
    .flat(Infinity)
    .filter((step) => typeof step === "object" && step !== null)
    .flatMap((step) => [step, ...stepsOf(step.loop), ...stepsOf(step.parallel)]);
}

/**
 * Verbs that the engine does not know.
 *
 * @param {unknown} flow
 * @param {string} engine
 */
function findUnknownVerbs(flow, engine) {
  const isKnown = KNOWN[engine];
  if (isKnown === undefined) return [];
  return stepsOf(flow)
    .filter((step) => !isKnown(step))
    .map((step) => Object.keys(step)[0] ?? "(empty step)");
}

/**
 * Whether a request of the flow has `expect`.
 *
 * @param {unknown} flow
 */
const usesExpect = (flow) =>
  stepsOf(flow).some((step) =>
    Object.values(step).some(
      (request) => typeof request === "object" && request !== null && "expect" in request,
    ),
  );

module.exports = { findUnknownVerbs, stepsOf, usesExpect };
