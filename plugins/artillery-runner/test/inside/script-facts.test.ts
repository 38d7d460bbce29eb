import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";

const require = createRequire(import.meta.url);
const { describeScript } = require("../../inside/artillery-plugin-testcar/script-facts.cjs");

const flow = [{ get: { url: "/" } }];
const facts = (script: unknown, loaded?: readonly string[]) => describeScript(script, loaded);

describe("describeScript", () => {
  test("says what will run", () => {
    const config = {
      target: "http://sut",
      phases: [{ duration: "2 min", name: "up" }, { duration: 5 }, { pause: "500ms" }, { duration: "x" }],
      environments: { staging: {}, production: {} },
    };
    expect(facts({ config, scenarios: [{ name: "buy", flow }, { flow }] })).toEqual({
      configuredPlugins: [],
      missingPlugins: [],
      usesEnsure: false,
      ensured: [],
      ensuresErrors: false,
      usesExpect: false,
      target: "http://sut",
      scenarios: ["buy", "1"],
      emptyPayloads: [],
      phases: [
        { name: "up", durationSeconds: 120 },
        { durationSeconds: 5 },
        { durationSeconds: 0.5 },
        { durationSeconds: 0 },
      ],
      environments: ["staging", "production"],
      unknownVerbs: [],
    });
  });

  test("tells the user's plugins from those that nobody asked for, and which are missing", () => {
    const plugins = {
      expect: {},
      ensur: {},
      "metrics-by-endpoint": { suppressOutput: true, stripQueryString: true },
      testcar: {},
    };
    const script = { config: { plugins }, scenarios: [] };
    expect(facts(script, ["expect", "metrics-by-endpoint"])).toMatchObject({
      configuredPlugins: ["expect", "ensur"],
      missingPlugins: ["ensur"],
    });
    expect(facts(script)).toMatchObject({ missingPlugins: [] });
  });

  test.each([
    [{}, false, false],
    [{ p95: 200 }, true, false],
    [{ maxErrorRate: 5 }, true, true],
    [{ thresholds: [{ "http.response_time.p95": 200 }] }, true, false],
    [{ thresholds: [{ "vusers.failed": 1 }] }, true, true],
    [{ conditions: [{ expression: "errors.ECONNREFUSED < 3" }] }, true, true],
    [{ conditions: [{ expression: "vusers.failed == 0", strict: false }] }, true, false],
  ])("ensure %j: used %s, judges errors %s", (ensure, usesEnsure, ensuresErrors) => {
    const expected = { usesEnsure, ensuresErrors };
    expect(facts({ config: { ensure } })).toMatchObject(expected);
    expect(facts({ config: { plugins: { ensure } } })).toMatchObject(expected);
  });

  test.each([
    [{ threshold: [{ "http.response_time.p95": 200 }] }, true],
    [{ thresholds: { "http.response_time.p95": 200 } }, true],
    [{ thresholds: [] }, false],
    [{ conditions: null }, false],
    [{ scope: "@acme/artillery-plugin-" }, false],
    ["misspelt", false],
  ])("ensure %j: meant to ensure something: %s", (ensure, usesEnsure) => {
    const expected = { usesEnsure, ensuresErrors: false };
    expect(facts({ config: { ensure, plugins: { ensure: {} } } })).toMatchObject(expected);
    expect(facts({ config: { plugins: { ensure } } })).toMatchObject(expected);
  });

  test("an empty config.ensure hides what is in config.plugins.ensure, as it does for the plugin", () => {
    const config = { ensure: {}, plugins: { ensure: { maxErrorRate: 1 } } };
    expect(facts({ config })).toMatchObject({ usesEnsure: true, ensuresErrors: false });
  });

  test("says what has to come up in the conditions that are checked, wherever it stands", () => {
    const config = {
      ensure: {
        thresholds: [{ "http.response_time.p95": 200, "http.response_time.p99": 500 }, 7],
        conditions: [{ expression: "vusers.failed == 0" }],
        maxErrorrate: 1,
      },
      plugins: { ensure: { scope: "@acme/", p95: 100 } },
    };
    expect(facts({ config, ensure: { maxErrorRate: 0 } })).toMatchObject({
      usesEnsure: true,
      ensured: ["http.response_time.p95", "http.response_time.p99", "maxErrorrate", "p95", "maxErrorRate"],
    });
  });

  test("leaves out scenarios that are switched off", () => {
    const scenarios = [{ name: "buy", weight: 0, flow }, { flow, weight: "{{ weight }}" }, { flow }];
    expect(facts({ scenarios })).toMatchObject({ scenarios: ["1", "2"] });
  });

  test("names the payloads without rows", () => {
    const payload = [
      { path: "/tests/users.csv", data: [] },
      { path: "/tests/items.csv", data: [["a"]] },
    ];
    expect(facts({ config: { payload } })).toMatchObject({ emptyPayloads: ["users.csv"] });
  });

  test("finds expectations in loops and parallel blocks", () => {
    const inner = [{ get: { url: "/", expect: { statusCode: 200 } } }];
    expect(facts({ scenarios: [{ flow: [{ loop: [{ parallel: [inner] }] }] }] }).usesExpect).toBe(true);
    expect(facts({ scenarios: [{ flow }] }).usesExpect).toBe(false);
  });

  test.each([
    ["http", [{ gett: { url: "/" } }], ["0: gett"]],
    ["http", [{ get: {} }, { think: 1 }, { loop: [{ pst: {} }], count: 2 }, { function: "f" }], ["0: pst"]],
    ["ws", [{ connect: {} }, { send: "x" }, { sned: "x" }], ["0: sned"]],
    ["socketio", [{ namespace: "/a", emit: {} }, { get: { url: "/" } }, { emitt: {} }], ["0: emitt"]],
    ["playwright", [{ whatever: 1 }], []],
  ])("%s: which of the verbs in %j it does not know", (engine, steps, unknownVerbs) => {
    expect(facts({ scenarios: [{ engine, flow: steps }] })).toMatchObject({ unknownVerbs });
    expect(facts({ config: { engine }, scenarios: [{ flow: steps }] })).toMatchObject({ unknownVerbs });
  });

  test("survives a script that makes no sense", () => {
    expect(facts({ config: "x", scenarios: { a: 1 } })).toMatchObject({ scenarios: [], phases: [] });
    expect(facts({ config: { phases: {} }, scenarios: [null, { flow: "x" }] })).toMatchObject({
      scenarios: ["0"],
    });
  });
});
