import { expect, test } from "@jest/globals";
import { createObservations } from "../../src/run/observations.ts";
import { toProgress } from "../../src/run/progress.ts";

const script = {
  configuredPlugins: [],
  missingPlugins: [],
  usesEnsure: false,
  ensuresErrors: false,
  usesExpect: false,
  scenarios: ["s"],
  phases: [{ name: "warm up", durationSeconds: 10 }, { durationSeconds: 30 }],
  environments: [],
  unknownVerbs: [],
  ensured: [],
  emptyPayloads: [],
};

test("tells the phase, the time and the requests", () => {
  const observations = createObservations();
  expect(toProgress(observations.current, 0)).toEqual({ requests: 0, errors: 0 });
  observations.add({ type: "init", script });
  observations.add({ type: "phaseStarted", index: 0, name: "warm up", at: 1000 });
  const counts = { requests: 7, responses: 7, errors: 1, codes: {} };
  observations.add({ type: "progress", worker: 1, counts });
  expect(toProgress(observations.current, 5200)).toEqual({
    phase: "warm up",
    secondsDone: 4,
    secondsTotal: 40,
    requests: 7,
    errors: 1,
  });
  observations.add({ type: "phaseStarted", index: 1, at: 11_000 });
  observations.add({ type: "stats", stats: { counters: { "http.requests": 20, "errors.ETIMEDOUT": 3 } } });
  // Virtual users may need longer than the phases.
  expect(toProgress(observations.current, 90_000)).toEqual({
    phase: "phase 2",
    secondsDone: 40,
    secondsTotal: 40,
    requests: 20,
    errors: 3,
  });
});
