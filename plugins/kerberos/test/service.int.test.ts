import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { errorOf } from "../../../packages/core/test/credentials/credential-run.ts";
import {
  type Kdc,
  type SpnegoSut,
  startKdc,
  startProtectedTokenService,
  startSpnegoSut,
} from "../../../tools/servers/index.ts";
import { send, startRun } from "./run.ts";

let kdc: Kdc;
let sut: SpnegoSut;
let config: string;
let testcar: { readonly name: string; readonly keytab: string };

beforeAll(async () => {
  kdc = await startKdc();
  config = kdc.env.KRB5_CONFIG;
  testcar = await kdc.addPrincipal("testcar");
  sut = await startSpnegoSut({ kdc });
});

afterAll(async () => {
  await sut?.stop();
  await kdc?.stop();
});

const identity = () => ({ principal: testcar.name, keytab: testcar.keytab, config });

describe("requests", () => {
  it("carry a fresh token each, from one log-in and one ticket for the service", async () => {
    const { name, keytab } = await kdc.addPrincipal("counted");
    await using run = await startRun({ target: sut.url });
    const credential = await run.obtain({ keytab, config });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(credential, sut.url)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map(({ headers }) => headers["authorization"])).size).toBe(20);
    expect(sut.seen().at(-1)?.headers["x-remote-user"]).toBe(name);
    const mine = (await kdc.issued()).filter(({ client }) => client === name);
    expect(mine.map(({ exchange, server }) => `${exchange} ${server}`)).toEqual([
      "AS krbtgt/TESTCAR.TEST@TESTCAR.TEST",
      "TGS HTTP/localhost@TESTCAR.TEST",
    ]);
    // The first question is answered with the demand for pre-authentication.
    const log = (await kdc.log()).split("\n").filter((line) => line.includes(name));
    expect(log.filter((line) => line.includes("AS_REQ")).length).toBeLessThanOrEqual(2);
  });

  it("have a token each of whose beginnings is a secret", async () => {
    await using run = await startRun({ target: sut.url });
    const credential = await run.obtain(identity());
    for (let left = 300; left > 0; left -= 1) {
      const { headers } = await credential.authorize({ url: sut.url, method: "GET" });
      const token = headers["authorization"]?.replace("Negotiate ", "") ?? "";
      expect(run.secrets.some((secret) => secret.length >= 100 && token.startsWith(secret))).toBe(true);
    }
    // One for each length that a token can have, not one for each token.
    expect(run.secrets.length).toBeLessThan(20);
  });

  it("have time also where the deadline is longer than timers count", async () => {
    await using run = await startRun({ target: sut.url });
    const credential = await run.obtain({ ...identity(), deadline: "1000h" });
    expect(await send(credential, sut.url)).toMatchObject({ status: 200 });
  });

  it("are answered with a proof that is checked, and taken out of the answer", async () => {
    await using run = await startRun({ target: sut.url });
    const { answered, settled } = await send(await run.obtain(identity()), sut.url);
    expect(answered.get("www-authenticate")).toMatch(/^Negotiate \S+$/);
    const headers = await settled();
    expect(headers?.get("www-authenticate")).toBeNull();
    expect(headers?.get("content-type")).toBe("application/json");
  });

  it("are refused when somebody sends one again", async () => {
    await using run = await startRun({ target: sut.url });
    const { headers, status } = await send(await run.obtain(identity()), sut.url);
    expect(status).toBe(200);
    expect((await fetch(sut.url, { headers })).status).toBe(401);
  });

  it("may go to a host that is not the one of the service's principal", async () => {
    const url = sut.url.replace("localhost", "127.0.0.1");
    await using run = await startRun({ target: url });
    const credential = await run.obtain({ ...identity(), host: "localhost" });
    expect((await send(credential, url)).status).toBe(200);
  });

  it("of two identities at the same time do not mix", async () => {
    const second = await kdc.addPrincipal("second");
    await using run = await startRun();
    const both = await Promise.all([
      run.obtain({ ...identity(), as: "first" }),
      run.obtain({ keytab: second.keytab, config, as: "second" }),
    ]);
    const principals = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const { headers } = await (both[index % 2] ?? both[0]).authorize({ url: sut.url, method: "GET" });
        const answer: unknown = await (await fetch(sut.url, { headers })).json();
        return answer;
      }),
    );
    expect(principals).toEqual(
      principals.map((_, index) => ({ principal: index % 2 === 0 ? testcar.name : second.name })),
    );
  });
});

describe("a service that does not work", () => {
  it("is told in preflight when the KDC does not know it", async () => {
    const url = sut.url.replace("localhost", "127.0.0.1");
    await using run = await startRun({ target: url });
    expect(await run.fail(identity())).toMatchObject({
      code: "TESTCAR_KERBEROS_SERVICE_UNKNOWN",
      message: `The KDC does not know the service HTTP/127.0.0.1 of ${url}`,
    });
  });

  it("is told when it does not let the principal in", async () => {
    await using strict = await startSpnegoSut({ kdc, allowedPrincipals: ["boss@TESTCAR.TEST"] });
    await using run = await startRun({ target: strict.url });
    const { status, settled } = await send(await run.obtain(identity()), strict.url);
    expect(status).toBe(403);
    expect(await errorOf(settled())).toMatchObject({
      code: "TESTCAR_KERBEROS_SERVICE_FORBIDDEN",
      message: `${strict.url} does not let testcar@TESTCAR.TEST in (403)`,
    });
  });

  it("is told when its clock is wrong", async () => {
    await using late = await startSpnegoSut({ kdc, faketime: "+10m" });
    await using run = await startRun({ target: late.url });
    const { status, settled } = await send(await run.obtain(identity()), late.url);
    expect(status).toBe(401);
    expect(await errorOf(settled())).toMatchObject({ code: "TESTCAR_KERBEROS_SERVICE_CLOCK_SKEW" });
  });

  it("is told when its keytab is an old one", async () => {
    const old = await kdc.service("rekeyed.test");
    await using stale = await startSpnegoSut({ kdc, keytab: old.keytab });
    await kdc.changeKey("HTTP/rekeyed.test");
    await using run = await startRun({ target: stale.url });
    const credential = await run.obtain({ ...identity(), host: "rekeyed.test" });
    const { status, settled } = await send(credential, stale.url);
    expect(status).toBe(401);
    expect(await errorOf(settled())).toMatchObject({ code: "TESTCAR_KERBEROS_SERVICE_KEY" });
  });

  it("is not told by us when it refuses for reasons of its own", async () => {
    await using service = await startProtectedTokenService({ kdc });
    await using run = await startRun();
    const credential = await run.obtain(identity());
    const url = `${service.apache.url}/token`;
    const { headers, settle } = await credential.authorize({ url, method: "POST" });
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: service.clients.post.clientId,
      client_secret: "wrong-secret",
    });
    const response = await fetch(url, { method: "POST", headers, body });
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
    const settled = await settle?.({ status: response.status, headers: response.headers });
    expect(settled?.get("www-authenticate") ?? "").not.toContain("Negotiate");
  });

  it("that is down costs no log-in", async () => {
    await using service = await startProtectedTokenService({ kdc });
    await using run = await startRun();
    const credential = await run.obtain(identity());
    const url = `${service.apache.url}/token`;
    await service.apache.halt();
    await expect(send(credential, url)).rejects.toThrow("fetch failed");
    await service.apache.restart();
    const body = new URLSearchParams({ grant_type: "client_credentials" });
    const { status, settled } = await send(credential, url, { method: "POST", body });
    expect(status).toBe(400);
    await settled();
  });
});

describe("clocks", () => {
  it("of this machine and of the KDC that differ are told in preflight", async () => {
    const cache = join(kdc.directory, "skewed.ccache");
    await kdc.kinit(testcar.name, { cache, keytab: testcar.keytab, faketime: "+10m" });
    await using run = await startRun({ target: sut.url });
    expect(await run.fail({ cache, config })).toMatchObject({ code: "TESTCAR_KERBEROS_CLOCK_SKEW" });
  });

  it("of a KDC that is ahead do not make a ticket live longer here", async () => {
    await using ahead = await startKdc({ faketime: "+2h", ticketLife: 3600 });
    const { keytab } = await ahead.addPrincipal("testcar");
    await using run = await startRun();
    const { expiresAt } = await (await run.obtain({ keytab, config: ahead.env.KRB5_CONFIG })).current();
    const left = (expiresAt.getTime() - Date.now()) / 1000;
    expect(left).toBeGreaterThan(3500);
    expect(left).toBeLessThanOrEqual(3602);
  });
});

describe("tests", () => {
  it("get a cache and krb5.conf of their own where the configuration asks for it", async () => {
    await using run = await startRun({ target: sut.url });
    const environment = { cache: "KRB5CCNAME", config: "KRB5_CONFIG" };
    const credential = await run.obtain({ ...identity(), environment });
    const given = run.store.environment();
    const path = given["KRB5CCNAME"]?.replace("FILE:", "") ?? "";
    expect(given).toEqual({ KRB5CCNAME: `FILE:${path}`, KRB5_CONFIG: config });
    expect((await readFile(path)).length).toBeGreaterThan(100);
    // What a test does to it harms nobody else.
    await writeFile(path, "");
    expect((await send(credential, sut.url)).status).toBe(200);
  });
});

describe("a KDC that is lost while tests run", () => {
  it("is not missed until the ticket ends; then it is told, and it heals", async () => {
    await using own = await startKdc();
    const { keytab } = await own.addPrincipal("brief", { maxLife: 2 });
    await using service = await startSpnegoSut({ kdc: own });
    await using run = await startRun({ target: service.url });
    const credential = await run.obtain({ keytab, config: own.env.KRB5_CONFIG });
    await own.halt();
    expect((await send(credential, service.url)).status).toBe(200);
    await run.untilLogged("has expired and cannot be renewed");
    expect(await errorOf(credential.authorize({ url: service.url, method: "GET" }))).toMatchObject({
      code: "TESTCAR_CREDENTIAL_EXPIRED",
      message: expect.stringContaining("No KDC of the realm TESTCAR.TEST can be reached") as unknown,
    });
    expect(run.warnings.map(({ code }) => code)).toEqual(["TESTCAR_CREDENTIAL_EXPIRED"]);
    await own.restart();
    await run.untilLogged("kerberos is renewed, after");
    expect((await send(credential, service.url)).status).toBe(200);
  });
});
