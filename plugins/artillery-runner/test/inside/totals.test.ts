import { createRequire } from "node:module";
import { expect, test } from "@jest/globals";

const require = createRequire(import.meta.url);
const { createTotals } = require("../../inside/artillery-plugin-testcar/totals.cjs");

/** Stands for Artillery's DDSketch: its serialized form holds the distribution, but neither its ends nor its sum. */
class Values {
  readonly values: number[];
  constructor(values: number[]) {
    this.values = values;
  }
  min = 0;
  max = 0;
  sum = 0;
  count = 0;
  static of(values: number[]) {
    const sum = values.reduce((first, second) => first + second, 0);
    const ends = { min: Math.min(...values), max: Math.max(...values), sum, count: values.length };
    return Object.assign(new Values(values), ends);
  }
  static fromProto = (values: number[]) => new Values([...values]);
  toProto = () => this.values;
  merge(other: Values) {
    Object.assign(this, Values.of([...this.values, ...other.values]));
  }
  getValueAtQuantile(quantile: number) {
    return this.values.toSorted((a, b) => a - b)[Math.ceil(quantile * this.values.length) - 1];
  }
}

test("adds up periods with their distributions, and leaves the periods as they are", () => {
  const totals = createTotals();
  const first = Values.of([1, 2, 3]);
  totals.add({ counters: { a: 3 }, histograms: { t: first } });
  totals.add({ counters: { a: 1, b: 1 }, histograms: { t: Values.of([9]) } });
  expect(totals.report()).toEqual({
    counters: { a: 4, b: 1 },
    summaries: {
      t: { min: 1, max: 9, count: 4, mean: 3.8, p50: 2, p75: 3, p90: 9, p95: 9, p99: 9, p999: 9 },
    },
  });
  expect(first.values).toEqual([1, 2, 3]);
});

test("leaves out distributions of a kind that it does not know", () => {
  const totals = createTotals();
  totals.add({ counters: { a: 1 }, histograms: { t: { min: 1 } } });
  expect(totals.report()).toEqual({ counters: { a: 1 } });
});
