import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { startDeadline, stopReason } from "../src/stop.ts";

const never = new AbortController().signal;

describe("a deadline", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it("aborts when the time is up, and says whose time it was and how to give more", () => {
    const { signal } = startDeadline(never, 90_000, "The run", "--timeout");
    jest.advanceTimersByTime(89_999);
    expect(stopReason(signal)).toBeUndefined();
    jest.advanceTimersByTime(1);
    expect(stopReason(signal)).toEqual({
      kind: "timeout",
      what: "The run",
      seconds: 90,
      option: "--timeout",
    });
  });

  it("aborts with its parent, for the parent's reason", () => {
    const parent = new AbortController();
    const { signal } = startDeadline(parent.signal, 90_000, "The run", "--timeout");
    parent.abort({ kind: "signal", signal: "SIGINT" });
    expect(stopReason(signal)).toEqual({ kind: "signal", signal: "SIGINT" });
  });

  it("that is cleared never comes, and keeps nothing waiting", () => {
    const deadline = startDeadline(never, 1000, "The run", "--timeout");
    deadline.clear();
    jest.advanceTimersByTime(10_000);
    expect(deadline.signal.aborted).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("of weeks is not over at once, as a timer's overflow would have it", () => {
    const deadline = startDeadline(never, 10 * 365 * 24 * 3600 * 1000, "The run", "--timeout");
    jest.advanceTimersByTime(24 * 3600 * 1000);
    expect(deadline.signal.aborted).toBe(false);
    deadline.clear();
  });

  it("without a time of its own has only its parent's", () => {
    startDeadline(never, undefined, "The test", "--test-timeout");
    expect(jest.getTimerCount()).toBe(0);
  });
});

it("takes whatever else aborts for a termination", () => {
  expect(stopReason(AbortSignal.abort())).toEqual({ kind: "signal", signal: "SIGTERM" });
  expect(stopReason(AbortSignal.abort("odd"))).toEqual({ kind: "signal", signal: "SIGTERM" });
});
