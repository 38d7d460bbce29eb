import { expect, it } from "@jest/globals";
import { createStopwatch } from "../src/stopwatch.ts";

it("times each stage, also one that throws, and the whole", async () => {
  let time = 1000;
  const pass = (milliseconds: number): void => {
    time += milliseconds;
  };
  const stopwatch = createStopwatch({ now: () => new Date(0), elapsed: () => time });
  expect(
    await stopwatch.lap("discover", async () => {
      pass(10.4);
      return "suite";
    }),
  ).toBe("suite");
  await expect(
    stopwatch.lap("execute", async () => {
      pass(20);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  pass(5);
  expect(stopwatch.laps()).toEqual([
    { name: "discover", durationMs: 10 },
    { name: "execute", durationMs: 20 },
  ]);
  expect(stopwatch.total()).toBe(35);
});
