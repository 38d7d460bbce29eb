import { describe, expect, it } from "@jest/globals";
import { didYouMean, suggest } from "../../src/errors/suggest.ts";

const options = ["--target", "--tests", "--test-timeout"];

describe("what was probably meant", () => {
  it.each([
    ["--tsets", "--tests"],
    ["--test", "--tests"],
    ["--traget", "--target"],
    ["--test-timout", "--test-timeout"],
  ])("by %s is %s", (wrong, meant) => {
    expect(suggest(wrong, options)).toBe(meant);
  });

  it("is the only name that goes on from there", () => {
    expect(suggest("artillery", ["artillery-runner", "kerberos"])).toBe("artillery-runner");
    expect(suggest("exec", ["exec-runner", "exec-reporter"])).toBeUndefined();
  });

  it("is nothing when another word was written: its dashes are no likeness", () => {
    expect(suggest("--format", options)).toBeUndefined();
    expect(didYouMean("--format", options)).toBe("");
  });

  it("is nothing where there is nothing to mean", () => {
    expect(suggest("x", [])).toBeUndefined();
  });
});
