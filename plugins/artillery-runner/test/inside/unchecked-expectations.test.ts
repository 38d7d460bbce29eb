import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";

const require = createRequire(import.meta.url);
const {
  findUncheckedExpectations,
} = require("../../inside/artillery-plugin-testcar/unchecked-expectations.cjs");

const known = ["statusCode", "hasHeader", "jmespath"];
const find = (expected: unknown, kinds: readonly string[] | undefined = known) =>
  findUncheckedExpectations(
    { scenarios: [{ name: "buy", flow: [{ loop: [{ get: { expect: expected } }] }] }] },
    kinds,
  );

describe("findUncheckedExpectations", () => {
  test.each([
    [{ statusCode: 200, hasHeader: "x" }, []],
    [[{ statusCode: 200 }, { hasHeader: "x" }], []],
    [{ statuscode: 200, hasHeader: "x" }, ['statuscode ("buy")']],
    [[{ statusCode: 200, hasHeader: "x" }], ['hasHeader ("buy")']],
    [[{ jmespath: "a", description: "it has an a" }], []],
    [[{ description: "first", jmespath: "a" }], ['description ("buy")', 'jmespath ("buy")']],
    [[null, 7], []],
    [null, ['expect ("buy")']],
    ["200", []],
  ])("%j: %j is passed over", (expected, unchecked) => {
    expect(find(expected)).toEqual(unchecked);
  });

  test("says nothing when it is not known what the plugin can check", () => {
    expect(findUncheckedExpectations({ scenarios: [{ flow: [{ get: { expect: { a: 1 } } }] }] })).toEqual([]);
    expect(findUncheckedExpectations({}, known)).toEqual([]);
  });
});
