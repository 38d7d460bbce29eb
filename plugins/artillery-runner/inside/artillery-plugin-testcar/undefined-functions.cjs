"use strict";
const { stepsOf } = require("./steps.cjs");

/** Engines of Artillery's own that look functions up by name. Others may give these words another meaning. */
const ENGINES = ["http", "ws", "socketio"];

const SCENARIO_HOOKS = ["beforeScenario", "afterScenario", "beforeRequest", "afterResponse", "onError"];
const REQUEST_HOOKS = ["beforeRequest", "afterResponse"];

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null;

/** @typedef {{ name: string, role: string }} Use A function's name, and what it is named for. */

/**
 * @param {any} owner A scenario or a request.
 * @param {readonly string[]} hooks
 * @returns {Use[]}
 */
const hooksOf = (owner, hooks) =>
  hooks.flatMap((role) => [owner[role] ?? []].flat(Infinity).map((name) => ({ name, role })));

/**
 * @param {any} step
 * @returns {Use[]}
 */
const usesOfStep = (step) => [
  ...(step.function === undefined ? [] : [{ name: step.function, role: "a step" }]),
  ...(step.loop === undefined || step.whileTrue === undefined
    ? []
    : [{ name: step.whileTrue, role: "whileTrue" }]),
  ...(step.connect?.function === undefined ? [] : [{ name: step.connect.function, role: "connect" }]),
  ...Object.values(step).flatMap((request) => (isObject(request) ? hooksOf(request, REQUEST_HOOKS) : [])),
];

/**
 * The functions that a script names and its processor does not have, each with its place. A name that is made at run time,
 * from a variable, is not known here.
 *
 * @param {any} script The script as a worker has it: with the processor loaded, and whatever plugins added to both.
 */
function findUndefinedFunctions(script) {
  const config = isObject(script.config) ? script.config : {};
  /** @type {any[]} */
  const scenarios = Array.isArray(script.scenarios) ? script.scenarios : [];
  const parts = [
    ...scenarios.map((scenario, index) => ({
      scenario,
      place: scenario?.name === undefined ? `scenario ${index + 1}` : `"${scenario.name}"`,
    })),
    { scenario: script.before, place: "before" },
    { scenario: script.after, place: "after" },
  ];
  const missing = parts
    .filter(
      ({ scenario }) => isObject(scenario) && ENGINES.includes(scenario.engine ?? config.engine ?? "http"),
    )
    .flatMap(({ scenario, place }) =>
      [...hooksOf(scenario, SCENARIO_HOOKS), ...stepsOf(scenario.flow).flatMap(usesOfStep)]
        .filter(({ name }) => typeof name === "string" && !name.includes("{{"))
        .filter(({ name }) => !config.processor?.[name])
        .map(({ name, role }) => `${name} (${role} of ${place})`),
    );
  return [...new Set(missing)];
}

module.exports = { findUndefinedFunctions };
