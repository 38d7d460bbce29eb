"use strict";
// Artillery adds up the periods at its very end. A test that is stopped never gets there, so the sum is kept here too.

/** @typedef {any} Sketch A DDSketch: Artillery's distribution of values. */

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/** @param {Sketch} sketch */
const summarize = (sketch) => ({
  min: round(sketch.min),
  max: round(sketch.max),
  count: sketch.count,
  mean: round(sketch.sum / sketch.count),
  p50: round(sketch.getValueAtQuantile(0.5)),
  p75: round(sketch.getValueAtQuantile(0.75)),
  p90: round(sketch.getValueAtQuantile(0.9)),
  p95: round(sketch.getValueAtQuantile(0.95)),
  p99: round(sketch.getValueAtQuantile(0.99)),
  p999: round(sketch.getValueAtQuantile(0.999)),
});

/**
 * A sketch of our own: the given one belongs to Artillery and stays as it is. Its serialized form holds the distribution
 * but not these four.
 *
 * @param {Sketch} sketch
 */
function copy(sketch) {
  const { min, max, sum, count } = sketch;
  return Object.assign(sketch.constructor.fromProto(sketch.toProto()), { min, max, sum, count });
}

/** Adds up periods. */
function createTotals() {
  /** @type {Record<string, number>} */
  const counters = {};
  /** @type {Map<string, Sketch>} */
  const sketches = new Map();
  let mergeable = true;

  return {
    /** @param {{ counters?: Record<string, number>, histograms?: Record<string, Sketch> }} stats */
    add(stats) {
      for (const [name, value] of Object.entries(stats.counters ?? {}))
        counters[name] = (counters[name] ?? 0) + value;
      if (!mergeable) return;
      try {
        for (const [name, sketch] of Object.entries(stats.histograms ?? {})) {
          const sum = sketches.get(name);
          if (sum === undefined) sketches.set(name, copy(sketch));
          else sum.merge(sketch);
        }
      } catch {
        // Another kind of sketch than the one known here: the counters alone, then.
        mergeable = false;
      }
    },
    /** The sums so far; without summaries when the distributions could not be added up. */
    report() {
      if (!mergeable) return { counters };
      return {
        counters,
        summaries: Object.fromEntries([...sketches].map(([name, sketch]) => [name, summarize(sketch)])),
      };
    },
  };
}

module.exports = { createTotals };
