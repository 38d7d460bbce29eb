import { describe, expect, it } from "@jest/globals";
import type { Condition } from "../src/condition.ts";
import { waitFor } from "../src/wait.ts";

/** A condition that was seen like this, look by look, and in the end like the last of these for ever. */
function condition(...seen: readonly (string | undefined)[]): Condition {
  let looks = 0;
  return {
    what: "the door",
    lookMs: 5_000,
    look: async () => seen[Math.min(looks++, seen.length - 1)],
  };
}

/** Waits on a clock that only pauses move. */
async function wait(door: Condition, deadline = 60_000, signal = new AbortController().signal) {
  let now = 0;
  const pauses: number[] = [];
  const told: string[] = [];
  const waiting = waitFor(door, {
    signal,
    clock: { elapsed: () => now },
    deadline,
    seen: (saw) => told.push(saw),
    pause: async (milliseconds) => {
      pauses.push(Math.round(milliseconds));
      now += milliseconds;
    },
  });
  const error: unknown = await waiting.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  return { pauses, told, error };
}

describe("waiting", () => {
  it("takes no time for what is ready", async () => {
    expect(await wait(condition(undefined))).toEqual({ pauses: [], told: [], error: undefined });
  });

  it("looks often at first, then once a second, and tells what changes", async () => {
    const door = condition("shut", "shut", "ajar", "ajar", "ajar", "ajar", "ajar", "ajar", undefined);
    const { pauses, told } = await wait(door);
    expect(pauses).toEqual([100, 150, 225, 338, 506, 759, 1000, 1000]);
    expect(told).toEqual(["shut", "ajar"]);
  });

  it("ends with the deadline, and says what it last saw", async () => {
    const { pauses, error } = await wait(condition("shut", "ajar"), 400);
    expect(pauses).toEqual([100, 150, 150]);
    expect(error).toMatchObject({
      code: "TESTCAR_WAIT_FOR_NOT_READY",
      message: "the door was not ready within 0.4 s: ajar (tried 3 times)",
      exitCode: 4,
    });
  });

  it("ends at once with what no other look would see otherwise", async () => {
    const broken = new Error("there is no door");
    const door: Condition = { ...condition(), look: () => Promise.reject(broken) };
    expect(await wait(door)).toEqual({ pauses: [], told: [], error: broken });
  });

  it("ends when the run is stopped, with the reason of it", async () => {
    const stop = new AbortController();
    const door: Condition = {
      ...condition(),
      look: async () => {
        stop.abort("stopped");
        return "shut";
      },
    };
    expect((await wait(door, 60_000, stop.signal)).error).toBe("stopped");
    expect((await wait(condition("shut"), 60_000, stop.signal)).error).toBe("stopped");
  });
});

describe("a look that takes too long", () => {
  /** Waits with looks that take 60 ms of the clock each, whatever time they really take. */
  async function waitSlowly(look: Condition["look"], lookMs: number, deadline: number) {
    let now = 0;
    const told: string[] = [];
    const door: Condition = {
      what: "the door",
      lookMs,
      look: (signal) => {
        now += 60;
        return look(signal);
      },
    };
    const waiting = waitFor(door, {
      signal: new AbortController().signal,
      clock: { elapsed: () => now },
      deadline,
      seen: (saw) => told.push(saw),
      pause: async () => undefined,
    });
    const message = await waiting.then(
      () => "",
      (error: Error) => error.message,
    );
    return { told, message };
  }

  const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("told to end")));
    });

  it("is given up, and another one is taken", async () => {
    expect(await waitSlowly(untilAborted, 5, 100)).toEqual({
      told: ["no answer within 0 s"],
      message: "the door was not ready within 0.1 s: no answer within 0 s (tried 2 times)",
    });
  });

  it("does not hide what was seen before when it is the deadline that ends it", async () => {
    let looks = 0;
    const look = async (signal: AbortSignal): Promise<string> => {
      looks += 1;
      return looks === 1 ? "ajar" : untilAborted(signal);
    };
    expect(await waitSlowly(look, 60_000, 100)).toEqual({
      told: ["ajar"],
      message: "the door was not ready within 0.1 s: ajar (tried 2 times)",
    });
  });

  it("counts when it has seen something all the same", async () => {
    const look = (signal: AbortSignal): Promise<string> =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve("ajar"));
      });
    expect((await waitSlowly(look, 5, 50)).message).toContain("ajar (tried once)");
  });

  it("is left alone when it does not heed its signal", async () => {
    const deaf = (): Promise<never> => new Promise(() => undefined);
    expect((await waitSlowly(deaf, 5, 50)).message).toContain("no answer within 0 s (tried once)");
  });
});
