import { describe, expect, it, test } from "@jest/globals";
import * as v from "valibot";
import { durationSchema, parseDuration } from "../../src/config/duration.ts";

describe("a duration", () => {
  test.each([
    ["500ms", 500],
    ["90s", 90_000],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
  ])("%s is %d milliseconds", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(["", "5", "s", "5 s", "-1s", "1e3ms", "5d", "5S", "5s "])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("an option that is a duration", () => {
  const options = v.strictObject({ deadline: v.optional(durationSchema("How long to wait."), "60s") });
  const refused = (deadline: unknown) =>
    v.safeParse(options, { deadline }).issues?.map(({ message }) => message);

  it("gives milliseconds, of a number, a text and a default", () => {
    const parsed = [{ deadline: 1 }, { deadline: "2s" }, {}].map((given) => v.parse(options, given).deadline);
    expect(parsed).toEqual([1, 2000, 60_000]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, "0s", "0.5ms", "soon", true, null])(
    "cannot be %p, and says what it can",
    (value) => {
      expect(refused(value)).toEqual([
        expect.stringMatching(
          /^Expected milliseconds .* or a text like 500ms, 90s, 15m or 2h, but received /,
        ),
      ]);
    },
  );

  it("keeps its description for the reference page", () => {
    expect(v.getDescription(durationSchema("How long to wait."))).toBe("How long to wait.");
  });
});
