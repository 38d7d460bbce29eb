"use strict";
const { basename } = require("node:path");
const { describeEnsure } = require("./ensure-facts.cjs");
const { toSeconds } = require("./seconds.cjs");
const { findUnknownVerbs, usesExpect } = require("./steps.cjs");

const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null;

/** Artillery adds this plugin to every test, with these very options. */
const isBuiltIn = (/** @type {string} */ name, /** @type {any} */ options) =>
  name === "metrics-by-endpoint" && options?.suppressOutput === true && options?.stripQueryString === true;

/**
 * What the runner has to know of a script before it judges: `ScriptFacts` of src/evidence.ts.
 *
 * @param {any} script The merged script.
 * @param {readonly string[] | undefined} loaded Names of the plugins that Artillery has loaded; undefined if it does not say.
 */
function describeScript(script, loaded) {
  const config = isObject(script.config) ? script.config : {};
  /** @type {any[]} */
  const scenarios = Array.isArray(script.scenarios) ? script.scenarios.filter(isObject) : [];
  /** @type {any[]} */
  const payloads = Array.isArray(config.payload) ? config.payload.filter(isObject) : [];
  const plugins = Object.entries(config.plugins ?? {}).filter(
    ([name, options]) => name !== "testcar" && !isBuiltIn(name, options),
  );
  const configuredPlugins = plugins.map(([name]) => name);
  return {
    configuredPlugins,
    missingPlugins: loaded === undefined ? [] : configuredPlugins.filter((name) => !loaded.includes(name)),
    ...describeEnsure({ ...script, config }),
    usesExpect: scenarios.some((scenario) => usesExpect(scenario.flow)),
    ...(typeof config.target === "string" ? { target: config.target } : {}),
    // By the names that Artillery counts them under. Those with a weight of 0 are switched off.
    scenarios: scenarios.flatMap(({ name, weight }, index) =>
      Number(weight ?? 1) === 0 ? [] : [String(name || index)],
    ),
    emptyPayloads: payloads
      .filter(({ data }) => Array.isArray(data) && data.length === 0)
      .map(({ path }) => basename(String(path))),
    phases: (Array.isArray(config.phases) ? config.phases : [])
      .filter(isObject)
      .map((/** @type {any} */ phase) => ({
        ...(phase.name === undefined ? {} : { name: String(phase.name) }),
        durationSeconds: toSeconds(phase.duration ?? phase.pause),
      })),
    environments: Object.keys(config.environments ?? {}),
    unknownVerbs: scenarios.flatMap((scenario, index) =>
      findUnknownVerbs(scenario.flow, scenario.engine ?? config.engine ?? "http").map(
        (verb) => `${scenario.name ?? index}: ${verb}`,
      ),
    ),
  };
}

module.exports = { describeScript };
