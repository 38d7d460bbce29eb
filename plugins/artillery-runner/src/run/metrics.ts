import type { EndpointMetrics, Latency, Metrics } from "@testcar/core";
import type { LiveCounts, Numbers, Stats } from "./events.ts";
import type { Observations } from "./observations.ts";

const ENDPOINT = "plugins.metrics-by-endpoint.";
const ENDPOINT_TIME = `${ENDPOINT}response_time.`;
const ENDPOINT_COUNTER = /^plugins\.metrics-by-endpoint\.(.+)\.(codes|errors)\.(.+)$/s;

/** What each engine calls a request. */
const REQUESTS = ["http.requests", "socketio.emit", "websocket.messages_sent"];

/** Counters that have a place of their own in the metrics. */
const PLACED = ["errors.", "http.codes.", ENDPOINT];

/** The counters with this prefix, without it. */
const below = (counters: Numbers, prefix: string): Numbers =>
  Object.fromEntries(
    Object.entries(counters).flatMap(([name, count]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), count]] : [],
    ),
  );

/** Errors by their code or message. */
export const errorsOf = (counters: Numbers): Numbers => below(counters, "errors.");

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0);

const latencyOf = (summary: Numbers | undefined): Latency | undefined => {
  if (summary === undefined) return undefined;
  const { min, mean, p50, p75, p90, p95, p99, p999, max } = summary;
  const known = Object.entries({ min, mean, p50, p75, p90, p95, p99, p999, max });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
};

/** Per endpoint, the busiest first. Artillery's plugin for this is always on. */
function endpointsOf({ counters, summaries = {} }: Stats): readonly EndpointMetrics[] {
  const endpoints = new Map<string, { codes: Map<string, number>; errors: Map<string, number> }>();
  const endpoint = (name: string) => {
    const found = endpoints.get(name) ?? { codes: new Map(), errors: new Map() };
    endpoints.set(name, found);
    return found;
  };
  for (const [counter, count] of Object.entries(counters)) {
    const [, name, kind, value] = ENDPOINT_COUNTER.exec(counter) ?? [];
    if (name === undefined || value === undefined) continue;
    endpoint(name)[kind === "codes" ? "codes" : "errors"].set(value, count);
  }
  for (const name of Object.keys(summaries)) {
    if (name.startsWith(ENDPOINT_TIME)) endpoint(name.slice(ENDPOINT_TIME.length));
  }
  const all = [...endpoints].map(([name, { codes, errors }]) => {
    const latencyMs = latencyOf(summaries[ENDPOINT_TIME + name]);
    return {
      name,
      responses: sumOf([...codes.values()]),
      ...(codes.size === 0 ? {} : { codes: Object.fromEntries(codes) }),
      ...(errors.size === 0 ? {} : { errors: Object.fromEntries(errors) }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
    };
  });
  return all.toSorted((first, second) => second.responses - first.responses);
}

/** Artillery's counters and summaries in the words of the report. */
export function toMetrics(stats: Stats): Metrics {
  const { counters, summaries = {} } = stats;
  const errorsByKind = errorsOf(counters);
  const requests = REQUESTS.filter((name) => counters[name] !== undefined).map((name) => counters[name] ?? 0);
  const responses = counters["http.responses"];
  const latencyMs = latencyOf(summaries["http.response_time"] ?? summaries["socketio.response_time"]);
  const endpoints = endpointsOf(stats);
  const users = {
    created: counters["vusers.created"] ?? 0,
    completed: counters["vusers.completed"] ?? 0,
    failed: counters["vusers.failed"] ?? 0,
  };
  return {
    ...(requests.length === 0 ? {} : { requests: sumOf(requests) }),
    ...(responses === undefined ? {} : { responses }),
    errors: sumOf(Object.values(errorsByKind)),
    virtualUsers: users,
    codes: below(counters, "http.codes."),
    errorsByKind,
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(endpoints.length === 0 ? {} : { endpoints }),
    counters: Object.fromEntries(
      Object.entries(counters).filter(([name]) => !PLACED.some((prefix) => name.startsWith(prefix))),
    ),
  };
}

/** Artillery tells of ten seconds at a time: of a test that was cut off, the workers' own counts know more. */
function overlay(metrics: Metrics, live: LiveCounts): Metrics {
  if (live.requests <= (metrics.requests ?? 0)) return metrics;
  const { requests, responses, codes } = live;
  return { ...metrics, requests, responses, codes, errors: Math.max(live.errors, metrics.errors ?? 0) };
}

/** The metrics of a test, as complete as it came. */
export function metricsOf({ stats, live, done }: Observations): Metrics {
  const metrics = toMetrics(stats);
  return done ? metrics : overlay(metrics, live);
}
