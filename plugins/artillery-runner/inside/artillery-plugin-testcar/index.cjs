"use strict";
// Artillery loads this file as one of its plugins. It listens, writes what it hears, and touches nothing but the got that
// requests with credentials are sent by, and the function of the expect plugin, to hear what it found.
const { getEnvironmentData, isMainThread, setEnvironmentData } = require("node:worker_threads");
const { openEvents } = require("./events-file.cjs");
const { watchExpectations } = require("./failed-expectations.cjs");
const { describeScript } = require("./script-facts.cjs");
const { createTotals } = require("./totals.cjs");
const { findUncheckedExpectations } = require("./unchecked-expectations.cjs");
const { findUndefinedFunctions } = require("./undefined-functions.cjs");

/**
 * @typedef {{ on(event: string, listener: (data: any) => void): unknown }} Emitter
 * @typedef {{ counters?: Record<string, number>, rates?: Record<string, number>, summaries?: Record<string, unknown>, histograms?: Record<string, unknown>, period?: number | string }} Stats
 */

/** The checks of `ensure`, without the compiled expressions that come with them. */
const plainChecks = (/** @type {any[]} */ checks) =>
  checks.map(({ original, strict, result }) => ({
    expression: String(original),
    strict: strict !== false,
    ok: result === 1 || result === true,
    // filtrex answers with an Error, or NaN, when a metric of the expression was never recorded.
    known: typeof result !== "object" && !Number.isNaN(result),
  }));

/** Under this name the workers get the parts of the script that Artillery keeps from them. */
const HOOKS = "testcar:hooks";

/** What the expect plugin that Artillery has loaded can check; undefined when there is none, or it does not say. */
function kindsOfExpectations() {
  const { artillery } = /** @type {any} */ (globalThis);
  const plugin = artillery?.plugins?.find?.((/** @type {any} */ { name }) => name === "expect");
  const kinds = plugin?.PluginExport?.expectations;
  return kinds === undefined ? undefined : Object.keys(kinds);
}

class Plugin {
  /**
   * @param {any} script The merged script: in the main thread a copy that Artillery makes for its plugins, in a worker the
   *   script itself with its processor.
   * @param {Emitter} events
   */
  constructor(script, events) {
    const file = process.env.TESTCAR_EVENTS_FILE;
    if (!file) return;
    const { write, quietly } = openEvents(file);
    if (process.env.TESTCAR_CREDENTIALS_SOCKET) {
      const { replaceImportedGot } = require("../credentials/replace-got.cjs");
      replaceImportedGot();
      if (isMainThread) quietly(() => write("credentials", { state: "wanted" }));
    }
    if (!isMainThread) {
      // Here and now: what the runner runs is a copy that Artillery makes before the next tick.
      quietly(() =>
        watchExpectations(script.config.processor, (text) =>
          quietly(() => write("failedExpectation", { text })),
        ),
      );
      // Every plugin of the script has been made by then, and those like expect have added their functions.
      process.nextTick(() =>
        quietly(() => {
          const whole = { ...script, ...Object(getEnvironmentData(HOOKS)) };
          write("gaps", {
            undefinedFunctions: findUndefinedFunctions(whole),
            uncheckedExpectations: findUncheckedExpectations(script, kindsOfExpectations()),
          });
        }),
      );
      return;
    }
    const { artillery } = /** @type {any} */ (globalThis);
    const totals = createTotals();
    let done = false;
    let stopped = false;

    quietly(() => setEnvironmentData(HOOKS, { before: script.before, after: script.after }));
    quietly(() => {
      const loaded = Array.isArray(artillery?.plugins)
        ? artillery.plugins.map((/** @type {any} */ p) => p.name)
        : undefined;
      write("init", { artillery: artillery?.version, script: describeScript(script, loaded) });
    });

    /** @type {(emitter: Emitter | undefined, event: string, listener: (data: any) => void) => void} */
    const listen = (emitter, event, listener) => {
      emitter?.on(event, (data) => quietly(() => listener(data)));
    };
    listen(events, "phaseStarted", ({ index, name }) => write("phaseStarted", { index, name }));
    listen(events, "phaseCompleted", ({ index, name }) => write("phaseCompleted", { index, name }));
    listen(events, "stats", (/** @type {Stats} */ stats) => {
      totals.add(stats);
      const { period, counters, rates, summaries } = stats;
      write("stats", { period: Number(period), counters, rates, summaries }, { optional: true });
    });
    listen(events, "done", (/** @type {Stats} */ { counters, rates, summaries }) => {
      done = true;
      write("done", { counters, rates, summaries });
    });
    listen(artillery?.globalEvents, "checks", (checks) => write("checks", { checks: plainChecks(checks) }));
    listen(artillery?.globalEvents, "shutdown:start", (options) => {
      stopped = true;
      write("shutdown", { early: options?.earlyStop === true, exitCode: options?.exitCode });
      if (!done) write("totals", totals.report());
    });
    // Also when a worker's failure or somebody's process.exit() ends Artillery without a shutdown.
    process.on("exit", (exitCode) =>
      quietly(() => {
        if (!done && !stopped) write("totals", totals.report());
        write("exit", { exitCode });
      }),
    );
  }

  /** @param {(error: null) => void} callback */
  cleanup(callback) {
    callback(null);
  }
}

module.exports = { Plugin, LEGACY_METRICS_FORMAT: false };
