import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Reason } from "@testcar/report";
import { Secret } from "../../src/config/secret.ts";
import type { CredentialSource, Grant } from "../../src/credentials/credential.ts";
import { lease } from "../../src/credentials/lease.ts";
import { eventually } from "../eventually.ts";
import { folder } from "../folders.ts";
import { keepLog } from "./loggers.ts";

interface Token extends Grant {
  readonly token: string;
}

const seconds = (count: number): number => count * 1000;
const later = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => void jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] }));
afterEach(() => void jest.useRealTimers());

/** A lease on tokens called t1, t2, … that live as long as they are told. */
async function leased(lifeMs: number | undefined, more: Partial<CredentialSource<Token>> = {}) {
  const { logger, lines } = keepLog();
  const stop = new AbortController();
  const warnings: Reason[] = [];
  const asked: number[] = [];
  const start = Date.now();
  const state = { broken: false, lifeMs, takesMs: 0 };
  const source: CredentialSource<Token> = {
    id: "oauth",
    kind: "bearer",
    obtain: async () => {
      asked.push(Date.now() - start);
      const token = `t${asked.length}`;
      const expiresAt = state.lifeMs === undefined ? undefined : new Date(Date.now() + state.lifeMs);
      if (state.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, state.takesMs));
      if (state.broken) throw new Error("invalid_client");
      return { token, expiresAt };
    },
    authorize: async ({ token }) => ({ headers: { authorization: `Bearer ${token}` }, isReusable: true }),
    ...more,
  };
  const directory = folder();
  const held = await lease({
    source,
    origins: ["http://sut"],
    directory,
    context: {
      secret: (value, what) => new Secret(value, what),
      warn: (warning) => void warnings.push(warning),
    },
    signal: stop.signal,
    clock: { now: () => new Date(), elapsed: () => performance.now() },
    logger,
  });
  const token = async (): Promise<string> => (await held.current()).token;
  const logged = (level: string) => lines.filter(([own]) => own === level).map(([, message]) => message);
  return { held, state, asked, warnings, logged, token, stop, directory, source };
}

const request = { url: "http://sut/", method: "GET" };

describe("a credential is renewed", () => {
  it.each([
    ["30 s early, when it lives long", 3600, 3570],
    ["30 s early at 150 s", 150, 120],
    ["a fifth of its life early, when it lives shorter", 10, 8],
    ["a fifth of 3 s early", 3, 2.4],
  ])("%s", async (_when, life, at) => {
    const { asked, token } = await leased(seconds(life));
    await later(seconds(at) - 1);
    expect([asked, await token()]).toEqual([[0], "t1"]);
    await later(1);
    expect([asked, await token()]).toEqual([[0, seconds(at)], "t2"]);
    await later(seconds(at));
    expect(asked).toEqual([0, seconds(at), 2 * seconds(at)]);
  });

  it("never, when nobody says how long it lives", async () => {
    for (const expiresAt of [undefined, new Date(Number.NaN)]) {
      const obtain = jest.fn(async () => ({ token: "t", expiresAt }));
      const { token, held } = await leased(undefined, { obtain });
      await later(seconds(100_000));
      expect([await token(), obtain.mock.calls.length, jest.getTimerCount()]).toEqual(["t", 1, 0]);
      const { until } = await held.authorizeUntil(request);
      expect(until?.getTime()).toBe(Date.now() + seconds(30));
    }
  });

  it("in time also when it lives longer than timers count", async () => {
    const day = seconds(86_400);
    const { asked } = await leased(60 * day);
    await later(60 * day - seconds(31));
    expect(asked).toEqual([0]);
    await later(seconds(1));
    expect(asked).toEqual([0, 60 * day - seconds(30)]);
  });

  it("no more often than four times a second, however short it lives", async () => {
    const { asked } = await leased(5);
    await later(seconds(1));
    expect(asked.length).toBeLessThanOrEqual(5);
  });

  it("by the first who wants it when the machine slept through its end", async () => {
    const { token, asked } = await leased(seconds(60));
    jest.setSystemTime(Date.now() + seconds(3600));
    expect(await Promise.all([token(), token()])).toEqual(["t2", "t2"]);
    expect(asked).toEqual([0, seconds(3600)]);
  });

  it("once, however many want it at the same time; all get the new one", async () => {
    const { state, held, token, asked } = await leased(seconds(10));
    jest.setSystemTime(Date.now() + seconds(11));
    state.takesMs = 500;
    const all = Promise.all([
      ...Array.from({ length: 5 }, token),
      ...Array.from({ length: 5 }, async () => (await held.authorize(request)).headers["authorization"]),
    ]);
    await later(500);
    expect(new Set(await all)).toEqual(new Set(["t2", "Bearer t2"]));
    expect(asked).toHaveLength(2);
  });

  it("behind the back of those who use the old one", async () => {
    const { state, token } = await leased(seconds(10));
    state.takesMs = seconds(1);
    await later(seconds(8.5));
    expect(await token()).toBe("t1");
    await later(seconds(0.5));
    expect(await token()).toBe("t2");
  });

  it("and its headers may be reused until then, or for 30 s", async () => {
    const short = await leased(seconds(10));
    expect((await short.held.authorizeUntil(request)).until).toEqual(new Date(Date.now() + seconds(8)));
    const long = await leased(seconds(3600));
    expect((await long.held.authorizeUntil(request)).until).toEqual(new Date(Date.now() + seconds(30)));
  });

  it("also where its source has nothing to say of requests", async () => {
    const { held, source } = await leased(seconds(10));
    const { held: bare } = await leased(seconds(10), { ...source, authorize: undefined as never });
    expect(await bare.authorize(request)).toEqual({ headers: {}, isReusable: false });
    expect(held.expiresAt()).toEqual(new Date(Date.now() + seconds(10)));
  });
});

describe("a renewal that fails", () => {
  it("leaves the old one in use until its end, and is tried again with growing waits", async () => {
    const { state, asked, token, logged } = await leased(seconds(100));
    state.broken = true;
    await later(seconds(99));
    expect(await token()).toBe("t1");
    const waits = asked.slice(2).map((at, index) => at - (asked[index + 1] ?? 0));
    expect(waits.length).toBeGreaterThanOrEqual(4);
    waits.slice(0, 4).forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** index - 1);
      expect(wait).toBeLessThanOrEqual(500 * 2 ** index + 1);
    });
    expect(logged("warn")[0]).toMatch(/^oauth could not be renewed: invalid_client; trying again in \d+ ms$/);
    expect(logged("error")).toEqual([]);
  });

  it("is told once when the credential has expired, and it recovers later", async () => {
    const { state, token, warnings, logged, asked } = await leased(seconds(10));
    state.broken = true;
    await later(seconds(10));
    expect(logged("error")).toEqual(["oauth has expired and cannot be renewed: invalid_client"]);
    const before = asked.length;
    const all = await Promise.allSettled(Array.from({ length: 20 }, token));
    for (const result of all)
      expect(result).toMatchObject({ status: "rejected", reason: { code: "TESTCAR_CREDENTIAL_EXPIRED" } });
    // Those who want it in the meantime do not press.
    expect(asked.length - before).toBeLessThanOrEqual(1);
    await later(seconds(60));
    expect(warnings).toMatchObject([{ code: "TESTCAR_CREDENTIAL_EXPIRED" }]);
    expect(logged("error")).toHaveLength(1);
    state.broken = false;
    await later(seconds(15));
    expect(await token()).toBe(`t${asked.length}`);
    expect(logged("info").join()).toMatch(/oauth is renewed, after \d+ failures/);
    state.broken = true;
    await later(seconds(30));
    expect(warnings).toHaveLength(2);
  });

  it("is not held up when somebody sets the clock back", async () => {
    const { state, asked } = await leased(seconds(10));
    state.broken = true;
    await later(seconds(8));
    expect(asked).toHaveLength(2);
    jest.setSystemTime(Date.now() - seconds(86_400));
    await later(seconds(5));
    expect(asked.length).toBeGreaterThan(3);
  });
});

describe("a grant that had expired when it came", () => {
  it("is no credential", async () => {
    await expect(leased(seconds(-40))).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_STALE",
      message: expect.stringContaining("40 s ago"),
    });
  });

  it("is no renewal either", async () => {
    const { state, token, logged, asked } = await leased(seconds(10));
    state.lifeMs = -1;
    await later(seconds(9));
    expect(await token()).toBe("t1");
    expect(logged("warn")[0]).toMatch(/had expired already when it was issued/);
    expect(asked.length).toBeLessThan(6);
  });
});

describe("a credential that the service refuses", () => {
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}`, "x-other": "1" });

  it("is renewed once, however many tell it", async () => {
    const { held, state, asked, token } = await leased(seconds(3600));
    state.takesMs = 100;
    const told = Promise.all(Array.from({ length: 10 }, () => held.reject("http://sut/", bearer("t1"))));
    await later(100);
    expect(new Set(await told)).toEqual(new Set([true]));
    expect([asked.length, await token()]).toEqual([2, "t2"]);
  });

  it("is not renewed for one that is out of use: there is a new one to try", async () => {
    const { held, asked } = await leased(seconds(10));
    await later(seconds(8));
    expect(await held.reject("http://sut/", bearer("t1"))).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it("nor for one that is being renewed", async () => {
    const { held, state, asked } = await leased(seconds(10));
    state.takesMs = 500;
    await later(seconds(8));
    const told = held.reject("http://sut/", bearer("t1"));
    await later(500);
    expect([await told, asked.length]).toEqual([true, 2]);
  });

  it("is renewed at most every 10 s", async () => {
    const { held, asked } = await leased(seconds(3600));
    expect(await held.reject("http://sut/", bearer("t1"))).toBe(true);
    expect(await held.reject("http://sut/", bearer("t2"))).toBe(false);
    await later(seconds(10));
    expect(await held.reject("http://sut/", bearer("t2"))).toBe(true);
    expect(asked).toHaveLength(3);
  });

  it("stays when it cannot be renewed", async () => {
    const { held, state, token } = await leased(seconds(3600));
    state.broken = true;
    expect(await held.reject("http://sut/", bearer("t1"))).toBe(false);
    expect(await token()).toBe("t1");
  });

  it("is not renewed when its headers were for one request only", async () => {
    const { held, asked } = await leased(seconds(3600), {
      authorize: async ({ token }) => ({ headers: { authorization: token }, isReusable: false }),
    });
    expect(await held.reject("http://sut/", { authorization: "t1" })).toBe(false);
    expect(asked).toHaveLength(1);
  });
});

describe("its files", () => {
  it("are this user's alone, and replaced as a whole with each renewal", async () => {
    const { directory, asked } = await leased(seconds(10), {
      files: ({ token }) => ({ cache: `${token} `.repeat(1000) }),
    });
    const file = join(directory, "cache");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const first = statSync(file).ino;
    await later(seconds(8));
    await eventually(() => readFileSync(file, "utf8").startsWith("t2"));
    expect(asked).toHaveLength(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(file).ino).not.toBe(first);
    expect(readdirSync(directory)).toEqual(["cache"]);
  });

  it("that cannot be written make it fail, with their place", async () => {
    await expect(leased(1000, { files: () => ({ "no/such/folder": "x" }) })).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_FILES",
    });
  });
});

describe("when it is closed", () => {
  it("it is renewed no more, and leaves no timer", async () => {
    const close = jest.fn(() => undefined);
    const { held, asked } = await leased(seconds(10), { close });
    await held.close();
    await later(seconds(60));
    expect([asked.length, close.mock.calls.length, jest.getTimerCount()]).toEqual([1, 1, 0]);
    await expect(held.current()).rejects.toThrow(/abort/);
  });

  it("a renewal under way is given up, and writes nothing afterwards", async () => {
    const { held, state, directory } = await leased(seconds(10), {
      files: ({ token }) => ({ cache: token }),
    });
    state.takesMs = seconds(5);
    await later(seconds(8));
    const closing = held.close();
    await later(seconds(1));
    await closing;
    await later(seconds(60));
    expect(readFileSync(join(directory, "cache"), "utf8")).toBe("t1");
    expect(jest.getTimerCount()).toBe(0);
  });

  it("a source that does not close is left behind", async () => {
    const { held } = await leased(seconds(10), { close: () => new Promise(() => undefined) });
    const closing = held.close();
    await later(seconds(5));
    await closing;
  });

  it("so is the source of one that was never obtained", async () => {
    const close = jest.fn(() => undefined);
    const refused = new Error("invalid_client");
    await expect(leased(1000, { close, obtain: () => Promise.reject(refused) })).rejects.toBe(refused);
    expect(close).toHaveBeenCalledTimes(1);
  });
});
