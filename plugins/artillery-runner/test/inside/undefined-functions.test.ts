import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";

const require = createRequire(import.meta.url);
const { findUndefinedFunctions } = require("../../inside/artillery-plugin-testcar/undefined-functions.cjs");

const processor = { sign() {}, expectationsPluginCheckExpectations() {} };
const get = (more: object) => ({ get: { url: "/", ...more } });

describe("findUndefinedFunctions", () => {
  test("finds a name wherever Artillery looks one up, and says where it stands", () => {
    const scenario = {
      name: "buy",
      beforeScenario: ["sign", "a"],
      afterScenario: "b",
      beforeRequest: "c",
      afterResponse: ["d", "expectationsPluginCheckExpectations"],
      onError: "e",
      flow: [
        { function: "f" },
        get({ beforeRequest: "g", afterResponse: ["sign", "h"] }),
        { loop: [{ parallel: [get({ beforeRequest: "i" })] }], whileTrue: "j" },
      ],
    };
    expect(findUndefinedFunctions({ config: { processor }, scenarios: [scenario] })).toEqual([
      'a (beforeScenario of "buy")',
      'b (afterScenario of "buy")',
      'c (beforeRequest of "buy")',
      'd (afterResponse of "buy")',
      'e (onError of "buy")',
      'f (a step of "buy")',
      'g (beforeRequest of "buy")',
      'h (afterResponse of "buy")',
      'j (whileTrue of "buy")',
      'i (beforeRequest of "buy")',
    ]);
  });

  test("looks into before and after, and into scenarios of WebSocket", () => {
    const script = {
      before: { flow: [{ function: "login" }] },
      after: { flow: [get({ afterResponse: "leave" })] },
      scenarios: [{ engine: "ws", flow: [{ connect: { function: "knock" } }, { function: "say" }] }],
    };
    expect(findUndefinedFunctions({ ...script, config: {} })).toEqual([
      "knock (connect of scenario 1)",
      "say (a step of scenario 1)",
      "login (a step of before)",
      "leave (afterResponse of after)",
    ]);
  });

  test.each([
    ["functions that are there", { flow: [{ function: "sign" }, get({ beforeRequest: "sign" })] }],
    ["names that are made at run time", { flow: [get({ beforeRequest: "{{ hook }}" })] }],
    ["other engines, which give such words their own meaning", { engine: "grpc", flow: [{ function: "x" }] }],
    ["functions in place of names, as TypeScript can have them", { flow: [{ function: () => {} }] }],
    ["a flow that is none", { flow: "x", beforeScenario: null }],
  ])("says nothing of %s", (_title, scenario) => {
    expect(findUndefinedFunctions({ config: { processor }, scenarios: [scenario] })).toEqual([]);
  });

  test("survives a script that makes no sense", () => {
    expect(findUndefinedFunctions({ config: "x", scenarios: [null, 1], before: "y" })).toEqual([]);
  });
});
