import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Reason } from "@testcar/report";
import type { CredentialSource } from "../../src/credentials/credential.ts";
import { originOf } from "../../src/credentials/origins.ts";
import { createCredentials } from "../../src/credentials/store.ts";
import { systemClock } from "../../src/process/clock.ts";
import { folder } from "../folders.ts";
import { keepLog } from "./loggers.ts";

function open({ target, needed = [] }: { target?: string; needed?: readonly string[] } = {}) {
  const { logger, lines } = keepLog();
  const secrets: string[] = [];
  const warnings: Reason[] = [];
  const directory = folder();
  const register = (secret: { reveal(): string }): void => void secrets.push(secret.reveal());
  const store = createCredentials({ clock: systemClock, logger, target, register });
  const stop = new AbortController();
  store.open({
    directory: async () => directory,
    signal: stop.signal,
    warn: (warning) => void warnings.push(warning),
    needed,
  });
  const provide = (source: Partial<CredentialSource> & { readonly id: string }) =>
    store.provide(
      { plugin: "own", provides: [source.id] },
      {
        kind: "word",
        obtain: async () => ({}),
        authorize: async () => ({ headers: { authorization: source.id }, isReusable: true }),
        ...source,
      },
    );
  const who = async (url: string) => (await store.authorize({ url, method: "GET" })).credential;
  return { store, provide, who, directory, secrets, warnings, lines, stop };
}

const target = "http://sut:8080/api";

describe("the origins of a credential", () => {
  it("are the target's, unless it says otherwise", async () => {
    const { provide, who } = open({ target });
    expect((await provide({ id: "oauth" })).origins).toEqual(["http://sut:8080"]);
    expect(await who("http://sut:8080/any?x#y")).toBe("oauth");
  });

  it("are none when another plugin needs it, which is what it is for", async () => {
    const { provide, who } = open({ target, needed: ["kerberos"] });
    expect((await provide({ id: "kerberos" })).origins).toEqual([]);
    expect(await who(target)).toBeUndefined();
  });

  it("are what it says, also when another plugin needs it, and nowhere means nowhere", async () => {
    const { provide, who } = open({ target, needed: ["kerberos"] });
    await provide({ id: "kerberos", origins: ["HTTPS://API.example.org:443/", "http://[::1]:80"] });
    await provide({ id: "nowhere", origins: [] });
    expect(await who("https://api.example.org/x")).toBe("kerberos");
    expect(await who("http://[::1]/")).toBe("kerberos");
    expect(await who(target)).toBeUndefined();
  });

  it("need a target, unless it has something for environments", async () => {
    const { provide } = open();
    await expect(provide({ id: "oauth" })).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_ORIGIN_MISSING",
    });
    expect((await provide({ id: "file", environment: () => ({ X: "1" }) })).origins).toEqual([]);
    expect((await provide({ id: "bare", authorize: undefined as never })).origins).toEqual([]);
  });

  it.each([
    "api.example.org",
    "http://host/path",
    "http://host?",
    "http://user@host",
    "ftp://host",
    "https:",
    "",
    "http://host#x",
    "file:///etc",
    "http://a b",
  ])("are told when they are no origins: %j", async (origin) => {
    const { provide } = open({ target });
    await expect(provide({ id: "oauth", origins: [origin] })).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_ORIGIN",
    });
  });

  it("belong to one credential each, also when two come at the same time", async () => {
    const { provide } = open({ target });
    const results = await Promise.allSettled([provide({ id: "first" }), provide({ id: "second" })]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(results[1]).toMatchObject({
      reason: {
        code: "TESTCAR_CREDENTIAL_AMBIGUOUS",
        message: "The credentials first and second are both for http://sut:8080",
      },
    });
    // One that authorises nothing is in nobody's way.
    await provide({ id: "third", authorize: undefined as never, origins: ["http://sut:8080"] });
  });
});

describe("a request carries the credential", () => {
  it.each([
    "http://sut:8080",
    "http://SUT:8080/x",
    "http://user:password@sut:8080/",
    "HTTP://sut:8080",
    "http://sut:8080/http://evil",
    "http://sut:08080/",
  ])("of the same origin (RFC 6454): %s", async (url) => {
    const { provide, who } = open({ target });
    await provide({ id: "oauth" });
    expect(await who(url)).toBe("oauth");
  });

  it.each([
    "http://sut/",
    "https://sut:8080/",
    "http://sut:8081/",
    "http://sut.:8080/",
    "http://sut:8080@evil/",
    "http://sut:8080\\@evil/",
    "http://evil\\@sut:8080/",
    "http://su\nt:8080/",
    " http://sut:8080/",
    "http://sut:8080/\0",
    "http://evil/http://sut:8080/",
    "http://evil#@sut:8080/",
    "http://sut.evil:8080/",
    "ws://sut:8080/",
    "//sut:8080/",
    "/x",
    "",
    "null",
    "http://sut:8080:9/",
  ])("and of no other: %j", async (url) => {
    const { provide, who } = open({ target });
    await provide({ id: "oauth" });
    expect(await who(url)).toBeUndefined();
  });

  it("by the origin's default port as well", () => {
    expect(originOf("https://a:443/")).toBe(originOf("https://a"));
    expect(originOf("http://a:443/")).not.toBe(originOf("https://a"));
  });
});

describe("what a request gets", () => {
  it("is headers, their credential, and until when others may carry them", async () => {
    const { provide, store } = open({ target });
    await provide({ id: "oauth", obtain: async () => ({ expiresAt: new Date(Date.now() + 10_000) }) });
    const { reusableUntil, ...rest } = await store.authorize({ url: target, method: "GET" });
    expect(rest).toEqual({ credential: "oauth", headers: { authorization: "oauth" } });
    expect(reusableUntil?.getTime()).toBeGreaterThan(Date.now() + 7000);
    expect(reusableUntil?.getTime()).toBeLessThanOrEqual(Date.now() + 8000);
    expect(await store.reject("http://elsewhere/", { authorization: "oauth" })).toBe(false);
  });
});

describe("plugins ask for credentials", () => {
  it("of others by their ids and kinds", async () => {
    const { provide, store } = open({ target });
    await provide({ id: "oauth", kind: "bearer" });
    const get = (...asked: readonly string[]) =>
      Reflect.apply(Reflect.get(store.forPlugins, "get"), undefined, ["oauth", ...asked]).id;
    expect([get(), get("bearer")]).toEqual(["oauth", "oauth"]);
    expect(() => get("kerberos")).toThrow(
      expect.objectContaining({
        code: "TESTCAR_CREDENTIAL_KIND",
        message: "The credential oauth is of the kind bearer, not kerberos",
      }),
    );
    expect(() => store.forPlugins.get("other")).toThrow(
      expect.objectContaining({ code: "TESTCAR_CREDENTIAL_UNDECLARED" }),
    );
  });

  it("and provide what they have declared, once", async () => {
    const { store, provide } = open({ target });
    const source: CredentialSource = { id: "oauth", kind: "bearer", obtain: async () => ({}) };
    await expect(store.provide({ plugin: "own", provides: ["kerberos"] }, source)).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_UNDECLARED",
    });
    await provide({ id: "oauth" });
    await expect(provide({ id: "oauth" })).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_PROVIDED_TWICE",
    });
  });

  it("again, in another way, when the first has failed", async () => {
    const { provide, who } = open({ target });
    await expect(provide({ id: "oauth", obtain: () => Promise.reject(new Error("no")) })).rejects.toThrow(
      "no",
    );
    await provide({ id: "oauth" });
    expect(await who(target)).toBe("oauth");
  });

  it("not before preflight", async () => {
    const { logger } = keepLog();
    const store = createCredentials({ clock: systemClock, logger, register: () => undefined });
    const source: CredentialSource = { id: "oauth", kind: "bearer", obtain: async () => ({}) };
    await expect(store.provide({ plugin: "own", provides: ["oauth"] }, source)).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_UNDECLARED",
    });
  });
});

describe("each credential has a place of its own", () => {
  it.each(["oauth", "../../escape", "..", ".", "a/b", "requests.sock", "grüße", "a b"])(
    "in the run's directory: %s",
    async (id) => {
      const { provide, directory } = open({ target });
      let own = "";
      await provide({
        id,
        obtain: async (context) => {
          own = context.directory;
          return {};
        },
        files: () => ({ cache: "ticket" }),
      });
      expect(join(own, "..")).toBe(join(directory, "credentials"));
      expect(statSync(own).mode & 0o777).toBe(0o700);
      expect(statSync(join(own, "..")).mode & 0o777).toBe(0o700);
      expect(readFileSync(join(own, "cache"), "utf8")).toBe("ticket");
    },
  );

  it("which it shares with none", async () => {
    const { provide } = open({ target });
    const places = new Set<string>();
    for (const id of ["a b", "a_b", "a.b", "a%2Eb", "A_B"])
      await provide({
        id,
        origins: [],
        obtain: async ({ directory }) => {
          places.add(directory);
          return {};
        },
      });
    expect(places.size).toBe(5);
  });
});

describe("secrets and warnings of a source", () => {
  it("are masked from then on, and told with the plugin's name", async () => {
    const { provide, secrets, warnings } = open({ target });
    await provide({
      id: "oauth",
      obtain: async ({ secret, warn }) => {
        expect(`${String(secret("hunter22", "token"))}`).toBe("[secret]");
        warn({ code: "X", message: "narrow scope" });
        return {};
      },
    });
    expect(secrets).toEqual(["hunter22"]);
    expect(warnings).toEqual([{ code: "X", message: "narrow scope", plugin: "own" }]);
  });
});

describe("variables for the processes of tests", () => {
  it("come from all credentials, with the grant that is present", async () => {
    const { provide, store, directory } = open({ target });
    await provide({ id: "oauth", environment: () => ({ API_TOKEN: "t1" }) });
    await provide({
      id: "krb",
      origins: [],
      environment: (_grant, own) => ({ KRB5CCNAME: `FILE:${own}/ccache` }),
    });
    expect(store.environment()).toEqual({
      API_TOKEN: "t1",
      KRB5CCNAME: `FILE:${directory}/credentials/krb/ccache`,
    });
  });

  it("have one owner each", async () => {
    const { provide } = open({ target });
    await provide({ id: "one", environment: () => ({ A: "1", B: "1" }) });
    await expect(provide({ id: "two", origins: [], environment: () => ({ B: "2" }) })).rejects.toMatchObject({
      code: "TESTCAR_CREDENTIAL_VARIABLE_TWICE",
      message: "The credentials one and two both set B",
    });
  });
});

it("a closed store has closed every source, whatever they make of it, and authorises nothing", async () => {
  const { provide, store, who } = open({ target });
  const closed: string[] = [];
  await provide({ id: "one", close: () => Promise.reject(new Error("no")) });
  await provide({ id: "two", origins: [], close: () => void closed.push("two") });
  await store.close();
  expect(closed).toEqual(["two"]);
  expect(store.isEmpty()).toBe(true);
  expect(await who(target)).toBeUndefined();
});
