import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createWatchdog, GRACE_MS } from "../../src/run/watchdog.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("waits for ever for a test whose workers are there", () => {
  const watchdog = createWatchdog();
  watchdog.look({ workerLost: false });
  jest.advanceTimersByTime(24 * 3600 * 1000);
  expect(watchdog.signal.aborted).toBe(false);
});

test("gives Artillery the time to end by itself, once", () => {
  const watchdog = createWatchdog();
  watchdog.look({ workerLost: true });
  jest.advanceTimersByTime(GRACE_MS - 1);
  watchdog.look({ workerLost: true });
  expect(watchdog.signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(watchdog.signal.aborted).toBe(true);
});

test("does nothing once it is stopped", () => {
  const watchdog = createWatchdog();
  watchdog.look({ workerLost: true });
  watchdog.stop();
  jest.advanceTimersByTime(GRACE_MS);
  expect(watchdog.signal.aborted).toBe(false);
});
