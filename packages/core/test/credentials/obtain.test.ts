import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type ObtainOptions, obtainInTime } from "../../src/credentials/obtain.ts";
import { TransientError } from "../../src/credentials/transient.ts";
import { keepLog } from "./loggers.ts";

beforeEach(() => void jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] }));
afterEach(() => void jest.useRealTimers());

function obtaining(options: Partial<ObtainOptions<string>>) {
  const stop = new AbortController();
  const { logger, lines } = keepLog();
  const tries: number[] = [];
  const start = performance.now();
  const { attempt = async () => "token", ...more } = options;
  const result = obtainInTime({
    id: "oauth",
    deadlineMs: 30_000,
    retries: true,
    signal: stop.signal,
    logger,
    ...more,
    attempt: (signal) => {
      tries.push(Math.round(performance.now() - start));
      return attempt(signal);
    },
  });
  const outcome: { value?: string; error?: unknown; at?: number } = {};
  const at = () => Math.round(performance.now() - start);
  result.then(
    (value) => Object.assign(outcome, { value, at: at() }),
    (error: unknown) => Object.assign(outcome, { error, at: at() }),
  );
  return { stop, lines, tries, outcome };
}

const broken = new Error("503");
const failing = async (): Promise<never> => {
  throw new TransientError(broken);
};
const failingTimes = (times: number, retryAfterMs?: number) => {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) throw new TransientError(broken, { retryAfterMs });
    return "token";
  };
};

describe("what can heal is tried again", () => {
  it("with waits that double, and grow no further than the deadline", async () => {
    const { outcome, tries, lines } = obtaining({ attempt: failing });
    await jest.advanceTimersByTimeAsync(40_000);
    expect(outcome.error).toBe(broken);
    expect(outcome.at).toBeLessThanOrEqual(30_000);
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    waits.slice(0, 5).forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(125 * 2 ** index - 1);
      expect(wait).toBeLessThanOrEqual(250 * 2 ** index + 1);
    });
    expect(lines[0]).toMatchObject([
      "info",
      expect.stringMatching(/^oauth: 503; trying again in \d+ ms$/),
      {},
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it("until it has healed", async () => {
    const { outcome } = obtaining({ attempt: failingTimes(3) });
    await jest.advanceTimersByTimeAsync(5000);
    expect(outcome.value).toBe("token");
    expect(jest.getTimerCount()).toBe(0);
  });

  it("when the server says, but not at once and not in a rush", async () => {
    const polite = obtaining({ attempt: failingTimes(1, 5000) });
    const rude = obtaining({ attempt: failingTimes(2, 0) });
    const odd = obtaining({ attempt: failingTimes(2, Number.NaN) });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(polite.tries).toEqual([0, 5000]);
    for (const { tries } of [rude, odd]) expect(tries[1]).toBeGreaterThanOrEqual(125);
  });

  it("but not when the server wants more time than is left: the reason is told at once", async () => {
    const { outcome, tries } = obtaining({ attempt: failingTimes(9, 31_000) });
    await jest.advanceTimersByTimeAsync(1);
    expect(outcome).toMatchObject({ error: broken, at: 0 });
    expect(tries).toEqual([0]);
  });

  it("but not when only one try was asked for", async () => {
    const { outcome } = obtaining({ attempt: failing, retries: false });
    await jest.advanceTimersByTimeAsync(1);
    expect(outcome).toMatchObject({ error: broken, at: 0 });
  });
});

it("a refusal is never tried again", async () => {
  const refused = new Error("invalid_client");
  const { outcome, tries } = obtaining({ attempt: () => Promise.reject(refused) });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(outcome).toMatchObject({ error: refused, at: 0 });
  expect(tries).toEqual([0]);
});

describe("at the deadline", () => {
  it("a source that ignores its signal is left behind", async () => {
    const { outcome } = obtaining({ attempt: () => new Promise(() => undefined), deadlineMs: 5000 });
    await jest.advanceTimersByTimeAsync(5999);
    expect(outcome).toEqual({});
    await jest.advanceTimersByTimeAsync(1);
    expect(outcome.error).toMatchObject({
      code: "TESTCAR_CREDENTIAL_DEADLINE",
      message: "oauth was not obtained within 5 s",
    });
    expect(jest.getTimerCount()).toBe(0);
  });

  it("a source has the last word", async () => {
    const silent = new Error("the KDC is silent");
    const attempt = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => setTimeout(reject, 100, new TransientError(silent))),
      );
    const { outcome } = obtaining({ attempt, deadlineMs: 5000 });
    await jest.advanceTimersByTimeAsync(6000);
    expect(outcome).toMatchObject({ error: silent, at: 5100 });
  });

  it("one that only throws the signal's reason gets words for it", async () => {
    const attempt = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const { outcome } = obtaining({ attempt, deadlineMs: 5000 });
    await jest.advanceTimersByTimeAsync(5000);
    expect(outcome.error).toMatchObject({ code: "TESTCAR_CREDENTIAL_DEADLINE" });
  });

  it("which may be farther away than timers count", async () => {
    const { outcome } = obtaining({ attempt: failingTimes(1, 1000), deadlineMs: 1e12 });
    await jest.advanceTimersByTimeAsync(1000);
    expect(outcome.value).toBe("token");
  });
});

describe("whoever is stopped has not failed", () => {
  const reason = { kind: "signal", signal: "SIGTERM" };

  it("while it waits for the next try", async () => {
    const { outcome, stop } = obtaining({ attempt: failing });
    await jest.advanceTimersByTimeAsync(10);
    stop.abort(reason);
    await jest.advanceTimersByTimeAsync(0);
    expect(outcome).toEqual({ error: reason, at: 10 });
    expect(jest.getTimerCount()).toBe(0);
  });

  it("while it tries, whatever the source makes of it", async () => {
    const attempt = (signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new TransientError(new Error("connection lost")))),
      );
    const { outcome, stop } = obtaining({ attempt });
    stop.abort(reason);
    await jest.advanceTimersByTimeAsync(0);
    expect(outcome.error).toBe(reason);
  });

  it("before it began", async () => {
    const { outcome, tries } = obtaining({ signal: AbortSignal.abort(reason) });
    await jest.advanceTimersByTimeAsync(0);
    expect([outcome.error, tries]).toEqual([reason, []]);
  });
});

it("the end of a run finds no timer of what was obtained long ago", async () => {
  const { outcome, stop } = obtaining({});
  await jest.advanceTimersByTimeAsync(10);
  expect(outcome.value).toBe("token");
  stop.abort();
  expect(jest.getTimerCount()).toBe(0);
});
