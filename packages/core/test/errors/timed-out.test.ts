import { expect, it } from "@jest/globals";
import { runErrors } from "../../src/errors/catalogue/run.ts";

const hintOf = (seconds: number) =>
  runErrors.TIMED_OUT({ what: "The run", seconds, option: "--timeout" }).toReason().hint;

it("says what a number without a unit is to whoever was given no second", () => {
  expect(hintOf(0.005)).toMatch(/A number without a unit is milliseconds\.$/);
  expect(hintOf(5)).not.toMatch(/unit/);
});
