import { describe, expect, test } from "@jest/globals";
import type { ArtilleryEvent, Stats } from "../../src/run/events.ts";
import { createObservations } from "../../src/run/observations.ts";

function observe(...events: readonly ArtilleryEvent[]) {
  const observations = createObservations();
  for (const event of events) observations.add(event);
  return observations.current;
}

const period = (requests: number, time: Stats["summaries"]): ArtilleryEvent => ({
  type: "stats",
  stats: { counters: { "http.requests": requests }, ...(time === undefined ? {} : { summaries: time }) },
});

describe("createObservations", () => {
  test("adds up periods; percentiles cannot be added and are left out", () => {
    const first = period(2, {
      t: { count: 2, min: 1, max: 4, mean: 2.5, p95: 4 },
      u: { count: 1, min: 9, p95: 9 },
    });
    const second = period(6, { t: { count: 6, min: 2, max: 9, mean: 4, p95: 8 } });
    expect(observe(first, second).stats).toEqual({
      counters: { "http.requests": 8 },
      summaries: { t: { count: 8, min: 1, max: 9, mean: 3.6 }, u: { count: 1, min: 9, p95: 9 } },
    });
  });

  test("prefers the sum that was made where the distributions are, and Artillery's own to that", () => {
    const totals: Stats = { counters: { a: 3 }, summaries: { t: { p95: 4 } } };
    expect(observe(period(2, undefined), { type: "totals", stats: totals }).stats).toEqual(totals);
    const done: Stats = { counters: { a: 4 } };
    expect(observe({ type: "totals", stats: totals }, { type: "done", stats: done })).toMatchObject({
      done: true,
      stats: done,
    });
  });

  test("keeps the sum of the periods when the result itself was too large", () => {
    const observed = observe(period(2, undefined), { type: "done", stats: undefined });
    expect(observed).toMatchObject({ done: true, stats: { counters: { "http.requests": 2 } } });
  });

  test("adds up what the workers counted last", () => {
    const count = (worker: number, requests: number): ArtilleryEvent => ({
      type: "progress",
      worker,
      counts: { requests, responses: 1, errors: 0, codes: { "200": 1 } },
    });
    expect(observe(count(1, 1), count(2, 5), count(1, 3)).live).toEqual({
      requests: 8,
      responses: 2,
      errors: 0,
      codes: { "200": 2 },
    });
  });

  test("misses a worker only while its test goes on", () => {
    const exit: ArtilleryEvent = { type: "workerExit" };
    expect(observe(exit).workerLost).toBe(true);
    expect(observe({ type: "done", stats: undefined }, exit).workerLost).toBe(false);
    expect(observe({ type: "shutdown", early: true }, exit).workerLost).toBe(false);
  });
});
