import { describe, expect, test } from "@jest/globals";
import { metricsOf, toMetrics } from "../../src/run/metrics.ts";

const time = {
  min: 1,
  max: 10,
  count: 2,
  mean: 5.5,
  p50: 1,
  median: 1,
  p75: 1,
  p90: 1,
  p95: 1,
  p99: 1,
  p999: 1,
};
const latencyMs = { min: 1, max: 10, mean: 5.5, p50: 1, p75: 1, p90: 1, p95: 1, p99: 1, p999: 1 };

describe("toMetrics", () => {
  test("says in the report's words what Artillery counted", () => {
    const counters = {
      "vusers.created": 3,
      "vusers.completed": 2,
      "vusers.failed": 1,
      "vusers.created_by_name.s": 3,
      "http.requests": 3,
      "http.responses": 2,
      "http.codes.200": 2,
      "http.downloaded_bytes": 4,
      "errors.ECONNREFUSED": 1,
      "plugins.expect.ok": 2,
      "plugins.metrics-by-endpoint./ok.codes.200": 2,
      "plugins.metrics-by-endpoint./a.b (x).errors.ECONNREFUSED": 1,
    };
    const summaries = { "http.response_time": time, "plugins.metrics-by-endpoint.response_time./ok": time };
    expect(toMetrics({ counters, summaries })).toEqual({
      requests: 3,
      responses: 2,
      errors: 1,
      virtualUsers: { created: 3, completed: 2, failed: 1 },
      codes: { "200": 2 },
      errorsByKind: { ECONNREFUSED: 1 },
      latencyMs,
      endpoints: [
        { name: "/ok", responses: 2, codes: { "200": 2 }, latencyMs },
        { name: "/a.b (x)", responses: 0, errors: { ECONNREFUSED: 1 } },
      ],
      counters: {
        "vusers.created": 3,
        "vusers.completed": 2,
        "vusers.failed": 1,
        "vusers.created_by_name.s": 3,
        "http.requests": 3,
        "http.responses": 2,
        "http.downloaded_bytes": 4,
        "plugins.expect.ok": 2,
      },
    });
  });

  test("counts what other engines send", () => {
    const counters = { "websocket.messages_sent": 3, "socketio.emit": 2 };
    const metrics = toMetrics({ counters, summaries: { "socketio.response_time": time } });
    expect(metrics).toMatchObject({ requests: 5, latencyMs, counters });
    expect(metrics).not.toHaveProperty("responses");
  });

  test("makes nothing up where nothing was counted", () => {
    expect(toMetrics({ counters: {} })).toEqual({
      errors: 0,
      virtualUsers: { created: 0, completed: 0, failed: 0 },
      codes: {},
      errorsByKind: {},
      counters: {},
    });
  });
});

describe("metricsOf", () => {
  const live = { requests: 9, responses: 8, errors: 1, codes: { "200": 8 } };
  const gaps = {
    undefinedFunctions: [],
    uncheckedExpectations: [],
    failedExpectations: [],
    credentialProblems: [],
  };
  const credentials = { wanted: false, ready: false };
  const observed = { ...gaps, credentials, live, checks: [], stopping: true, workerLost: false };
  const stats = { counters: { "http.requests": 5, "http.responses": 5, "http.codes.200": 5 } };

  test("knows of a test that was cut off what the workers counted since the last period", () => {
    expect(metricsOf({ ...observed, stats, done: false })).toMatchObject(live);
  });

  test("takes Artillery's word for one that came to its end", () => {
    expect(metricsOf({ ...observed, stats, done: true })).toMatchObject({ requests: 5, codes: { "200": 5 } });
  });
});
