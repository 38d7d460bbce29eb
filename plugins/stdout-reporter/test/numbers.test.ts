import { describe, expect, it } from "@jest/globals";
import { formatDuration, formatSeconds, measurements } from "../src/numbers.ts";

describe("a duration", () => {
  it.each([
    [0, "0 ms"],
    [850.4, "850 ms"],
    [999.6, "1.0 s"],
    [3200, "3.2 s"],
    [59_940, "59.9 s"],
    [59_960, "1 min 0 s"],
    [245_000, "4 min 5 s"],
    [3_600_000, "60 min 0 s"],
  ])("of %i ms reads %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe("time that goes by", () => {
  it.each([
    [0, "0 s"],
    [999, "0 s"],
    [59_999, "59 s"],
    [60_000, "1 min 0 s"],
    [3_725_000, "62 min 5 s"],
  ])("of %i ms reads %s: no second that is not over", (milliseconds, text) => {
    expect(formatSeconds(milliseconds, Math.floor)).toBe(text);
  });
});

describe("what a test measured", () => {
  it.each([
    [{}, ""],
    [{ requests: 1, errors: 0 }, "1 request"],
    [{ requests: 1200, errors: 1, latencyMs: { p95: 12.345 } }, "1200 requests  1 error  p95 12.3 ms"],
  ])("%j reads %s", (metrics, text) => {
    expect(measurements(metrics)).toBe(text);
  });
});
