import type { ScriptFacts } from "../evidence.ts";
import type { ArtilleryEvent, EnsureCheck, LiveCounts, Numbers, Stats } from "./events.ts";

/** What is known of a running test. */
export interface Observations {
  readonly script?: ScriptFacts;
  /** Functions that the script names and its processor does not have, as any of the workers tells it. */
  readonly undefinedFunctions: readonly string[];
  /** Expectations that the expect plugin passes over. */
  readonly uncheckedExpectations: readonly string[];
  /** Expectations that did not hold, in words; some, when there are many. */
  readonly failedExpectations: readonly string[];
  /** Whether requests were to carry credentials, and whether Artillery's requests can. */
  readonly credentials: { readonly wanted: boolean; readonly ready: boolean };
  /** Why requests got none, in words. */
  readonly credentialProblems: readonly string[];
  readonly phase?: { readonly index: number; readonly name?: string; readonly startedAt: number };
  /** Sum of the periods that Artillery reported, or its own result once `done`. */
  readonly stats: Stats;
  /** What the workers counted themselves, up to the last second. */
  readonly live: LiveCounts;
  readonly checks: readonly EnsureCheck[];
  /** Every phase and virtual user came to its end. */
  readonly done: boolean;
  /** Artillery has begun to end, by itself or because it was told to. */
  readonly stopping: boolean;
  /** A worker thread ended before that. */
  readonly workerLost: boolean;
}

const nothing: LiveCounts = { requests: 0, responses: 0, errors: 0, codes: {} };

function addNumbers(...all: readonly Numbers[]): Numbers {
  const sums = new Map<string, number>();
  for (const [name, value] of all.flatMap(Object.entries<number>))
    sums.set(name, (sums.get(name) ?? 0) + value);
  return Object.fromEntries(sums);
}

const addCounts = (first: LiveCounts, second: LiveCounts): LiveCounts => ({
  requests: first.requests + second.requests,
  responses: first.responses + second.responses,
  errors: first.errors + second.errors,
  codes: addNumbers(first.codes, second.codes),
});

/** Adds two summaries of one metric. Percentiles cannot be added: they are left out. */
function addSummaries(first: Numbers, second: Numbers): Numbers {
  const [firstCount = 0, secondCount = 0] = [first["count"], second["count"]];
  const count = firstCount + secondCount;
  if (count === 0) return {};
  const sum = (first["mean"] ?? 0) * firstCount + (second["mean"] ?? 0) * secondCount;
  return {
    count,
    min: Math.min(first["min"] ?? Infinity, second["min"] ?? Infinity),
    max: Math.max(first["max"] ?? -Infinity, second["max"] ?? -Infinity),
    mean: Math.round((sum / count) * 10) / 10,
  };
}

/** Adds a period to the sum of those before it. */
function addStats(first: Stats, second: Stats): Stats {
  const summaries = new Map(Object.entries(first.summaries ?? {}));
  for (const [name, summary] of Object.entries(second.summaries ?? {})) {
    const earlier = summaries.get(name);
    summaries.set(name, earlier === undefined ? summary : addSummaries(earlier, summary));
  }
  return {
    counters: addNumbers(first.counters, second.counters),
    summaries: Object.fromEntries(summaries),
  };
}

const unite = (first: readonly string[], second: readonly string[]): readonly string[] => [
  ...new Set([...first, ...second]),
];

/** Keeps what the events of one test tell. */
export function createObservations() {
  const workers = new Map<number, LiveCounts>();
  let known: Omit<Observations, "live"> = {
    undefinedFunctions: [],
    uncheckedExpectations: [],
    failedExpectations: [],
    credentials: { wanted: false, ready: false },
    credentialProblems: [],
    stats: { counters: {} },
    checks: [],
    done: false,
    stopping: false,
    workerLost: false,
  };

  const changes = (event: ArtilleryEvent): Partial<Observations> => {
    switch (event.type) {
      case "init":
        return { script: event.script };
      case "gaps":
        return {
          undefinedFunctions: unite(known.undefinedFunctions, event.undefinedFunctions),
          uncheckedExpectations: unite(known.uncheckedExpectations, event.uncheckedExpectations),
        };
      case "failedExpectation":
        return { failedExpectations: unite(known.failedExpectations, [event.text]) };
      case "credentials":
        return event.state === "failed"
          ? { credentialProblems: unite(known.credentialProblems, [event.message]) }
          : { credentials: { ...known.credentials, [event.state]: true } };
      case "phaseStarted": {
        const { index, name, at } = event;
        return { phase: { index, startedAt: at, ...(name === undefined ? {} : { name }) } };
      }
      case "stats":
        return event.stats === undefined || known.done ? {} : { stats: addStats(known.stats, event.stats) };
      case "totals":
        // The same sum as ours, with percentiles when the distributions could be added up.
        return event.stats === undefined ? {} : { stats: { ...known.stats, ...event.stats } };
      case "done":
        return { done: true, ...(event.stats === undefined ? {} : { stats: event.stats }) };
      case "progress":
        workers.set(event.worker, event.counts);
        return {};
      case "checks":
        return { checks: event.checks };
      case "shutdown":
        return { stopping: true };
      case "workerExit":
        return known.done || known.stopping ? {} : { workerLost: true };
      case "phaseCompleted":
        return {};
    }
  };

  return {
    add(event: ArtilleryEvent): void {
      known = { ...known, ...changes(event) };
    },
    get current(): Observations {
      return { ...known, live: [...workers.values()].reduce(addCounts, nothing) };
    },
  };
}
