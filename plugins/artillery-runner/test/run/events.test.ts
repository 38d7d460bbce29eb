import { describe, expect, test } from "@jest/globals";
import { parseEvent } from "../../src/run/events.ts";

const parse = (event: unknown) => parseEvent({ text: JSON.stringify(event) });

describe("parseEvent", () => {
  test.each(["", "{", "null", "[]", '"done"', "{}", '{"type":"else"}', '{"type":"init"}'])(
    "passes over %s",
    (text) => {
      expect(parseEvent({ text })).toBeUndefined();
    },
  );

  test("takes nothing for a number that is none", () => {
    const event = {
      type: "stats",
      counters: { a: 1, b: "2", c: null, __proto__: 3 },
      summaries: { t: { min: 1, p95: {} } },
    };
    expect(parse(event)).toEqual({
      type: "stats",
      stats: { counters: { a: 1 }, summaries: { t: { min: 1 } } },
    });
  });

  test("reads the facts of a script, whatever is missing", () => {
    expect(
      parse({ type: "init", script: { usesEnsure: true, phases: [{ durationSeconds: 2, name: "up" }, 7] } }),
    ).toEqual({
      type: "init",
      script: {
        configuredPlugins: [],
        ensured: [],
        emptyPayloads: [],
        missingPlugins: [],
        usesEnsure: true,
        ensuresErrors: false,
        usesExpect: false,
        scenarios: [],
        phases: [{ name: "up", durationSeconds: 2 }],
        environments: [],
        unknownVerbs: [],
      },
    });
  });

  test("knows the end of a test whose figures are too many", () => {
    expect(parseEvent({ oversized: "done" })).toEqual({ type: "done", stats: undefined });
    expect(parseEvent({ oversized: "stats" })).toBeUndefined();
  });
});
