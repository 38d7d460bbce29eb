import { describe, expect, it } from "@jest/globals";
import { runErrors } from "../../src/errors/catalogue/run.ts";
import { describeErrors } from "../../src/errors/catalogue.ts";
import { defineErrors, describeError } from "../../src/errors/define.ts";
import { isTestcarError, problemsOf, TestcarError } from "../../src/errors/error.ts";
import { reasonOf } from "../../src/errors/reason.ts";
import { renderProblems } from "../../src/errors/render.ts";
import { didYouMean, suggest } from "../../src/errors/suggest.ts";

const errors = defineErrors("SOAP", {
  NO_WSDL: describeError<{ url: string }>({
    exitCode: 6,
    summary: "The service description cannot be read.",
    message: ({ url }) => `No WSDL at ${url}`,
    hint: () => "Check the option wsdl.",
    example: { url: "http://127.0.0.1/?wsdl" },
  }),
});

describe("an error", () => {
  it("has a stable code, what is wrong, what to do, and where the reference describes it", () => {
    const cause = new Error("socket hang up");
    const error = errors.NO_WSDL({ url: "http://a" }, cause);
    expect(error).toMatchObject({
      name: "TestcarError",
      code: "TESTCAR_SOAP_NO_WSDL",
      message: "No WSDL at http://a",
      hint: "Check the option wsdl.",
      exitCode: 6,
      docs: "docs/errors.md#testcar_soap_no_wsdl",
      cause,
    });
    expect(errors.NO_WSDL.code).toBe("TESTCAR_SOAP_NO_WSDL");
  });

  it("is plain data for a record, without its cause", () => {
    const error = errors.NO_WSDL({ url: "http://a" }, new Error("token abc")).from("soap");
    expect(error.toReason()).toEqual({
      code: "TESTCAR_SOAP_NO_WSDL",
      message: "No WSDL at http://a",
      hint: "Check the option wsdl.",
      plugin: "soap",
    });
  });

  it("comes from the plugin that said so first", () => {
    const error = errors.NO_WSDL({ url: "http://a" }).from("soap");
    expect(error.from("other").plugin).toBe("soap");
    expect(error).toBeInstanceOf(TestcarError);
  });

  it("is told from others, also when another copy of this package made it", () => {
    const copy = Object.assign(new Error("x"), { name: "TestcarError", code: "TESTCAR_X", exitCode: 6 });
    expect(
      [errors.NO_WSDL({ url: "" }), copy, new Error("x"), { name: "TestcarError" }, null].map(isTestcarError),
    ).toEqual([true, true, false, false, false]);
  });

  it("may be one of several, at any depth", () => {
    const [a, b, c] = [new Error("a"), new Error("b"), "c"];
    expect(problemsOf(new AggregateError([a, new AggregateError([b, c])]))).toEqual([a, b, c]);
    expect(problemsOf(a)).toEqual([a]);
  });
});

describe("the catalogue", () => {
  it("describes every error by an example that is fit to print, sorted by code", () => {
    const all = describeErrors();
    const codes = all.map(({ code }) => code);
    expect(codes).toEqual(codes.toSorted());
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, exitCode, summary, message, hint } of all) {
      expect(code).toMatch(/^TESTCAR_(CONFIG|CREDENTIAL|JOURNAL|PLUGIN|RUN)_[A-Z_]+$/);
      expect(exitCode).toBeGreaterThan(0);
      expect(summary).toMatch(/\.$/);
      expect(`${message} ${hint}`).not.toMatch(/(?<!properties of )undefined|null|\[object|NaN/);
      expect(hint).toMatch(/\S/);
    }
  });
});

describe("a reason", () => {
  it.each([
    [
      Object.assign(new Error("EACCES: permission denied, open '/x'"), { code: "EACCES" }),
      "permission denied",
    ],
    [new Error("first line\n    at stack"), "first line"],
    ["only a text", "only a text"],
    [undefined, "undefined"],
    ["", "unknown error"],
    [new TypeError(""), "TypeError"],
    [Object.assign(new AggregateError([]), { code: "ECONNREFUSED" }), "connection refused"],
    [Object.assign(new Error(""), { code: "ERR_ODD" }), "ERR_ODD"],
    [new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } }), "fetch failed: no such host"],
    [{ status: 500 }, "unknown error"],
  ])("of %p is %j: one line, no stack, never empty", (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});

describe("a suggestion", () => {
  it.each([
    ["tets", "tests"],
    ["TESTS", undefined],
    ["concurency", "concurrency"],
    ["zzzzzz", undefined],
  ])("for %s is %s: near enough, or none", (wrong, meant) => {
    expect(suggest(wrong, ["tests", "target", "concurrency"])).toBe(meant);
  });

  it("fits behind a sentence", () => {
    expect(`Unknown.${didYouMean("tets", ["tests"])}`).toBe("Unknown. Did you mean tests?");
    expect(`Unknown.${didYouMean("tets", [])}`).toBe("Unknown.");
  });
});

it("renders problems for people, harmless for their terminal", () => {
  const odd = runErrors.NO_RUNNER({ test: "a\u001b[2J\nb", runner: "soap" }).from("soap-runner");
  expect(renderProblems([odd.toReason(), { code: "X", message: "short" }])).toMatchInlineSnapshot(`
"TESTCAR_RUN_NO_RUNNER (soap-runner): No plugin runs a [2J b: it wants the runner soap
  → It is the fault of the plugin that discovered the test: it has to tap execute for that runner.
X: short
"
`);
});
