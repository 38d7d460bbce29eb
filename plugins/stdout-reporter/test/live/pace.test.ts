import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { Pace } from "../../src/live/pace.ts";

describe("frames come", () => {
  let frames: number[] = [];
  let pace: Pace | undefined;
  const elapsed = (): number => Date.now();

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    frames = [];
    pace = new Pace(() => void frames.push(elapsed()), { elapsed });
  });

  afterEach(() => {
    pace?.stop();
    jest.useRealTimers();
  });

  it("soon after something has happened, once for all that happens together", () => {
    pace?.soon();
    pace?.soon();
    expect(frames).toEqual([]);
    jest.advanceTimersByTime(50);
    expect(frames).toEqual([20]);
  });

  it("at most ten times a second, however much happens", () => {
    for (let time = 0; time < 2000; time += 1) {
      pace?.soon();
      jest.advanceTimersByTime(1);
    }
    expect(frames.length).toBeGreaterThan(15);
    expect(frames.length).toBeLessThanOrEqual(20);
    const between = frames.slice(1).map((time, index) => time - (frames[index] ?? 0));
    expect(Math.min(...between)).toBe(100);
  });

  it("once a second when nothing happens", () => {
    pace?.soon();
    jest.advanceTimersByTime(3100);
    expect(frames).toEqual([20, 1020, 2020, 3020]);
  });

  it("no more when it is over", () => {
    pace?.soon();
    pace?.stop();
    pace?.soon();
    jest.advanceTimersByTime(3000);
    expect(frames).toEqual([]);
  });

  it("without keeping the process alive", () => {
    jest.useRealTimers();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    pace?.soon();
    expect(timers()).toBe(before);
  });
});
