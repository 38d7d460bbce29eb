import { readFile, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import {
  behaviours,
  startAuthorizationServer,
  startMisbehavingTokenEndpoint,
  startSut,
} from "../../../tools/servers/index.ts";
import { expectNoCanary } from "./canaries.ts";
import { secret, startRun } from "./obtain.ts";

describe("a token that lives some seconds", () => {
  test("is renewed early, while the old one serves: no request fails, and no token is got in vain", async () => {
    // A fifth of it is left for a request that a busy machine is slow with.
    await using server = await startAuthorizationServer({ tokenLife: 6 });
    await using sut = await startSut(server);
    await using run = await startRun(sut.url);
    const { clientId, clientSecret } = server.clients.post;
    const credential = await run.obtain({
      issuer: server.issuer,
      clientId,
      clientSecret: secret(clientSecret),
      authentication: "client_secret_post",
    });
    const statuses = new Map<number, number>();
    const call = async (): Promise<void> => {
      const { headers } = await credential.authorize({ url: sut.url, method: "GET" });
      const { status } = await fetch(sut.url, { headers });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    const client = async (): Promise<void> => {
      while (server.requests().length < 3) {
        await call();
        await delay(10);
      }
      // With the last of the tokens, too.
      await call();
    };
    await Promise.all([client(), client(), client()]);
    expect([...statuses.keys()]).toEqual([200]);
    // Lives of 5 to 6 s, since servers count in whole seconds, of which four fifths are used.
    const times = server.requests().map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...gaps)).toBeGreaterThan(3_900);
    expectNoCanary(run, undefined, clientSecret);
  });

  test("is asked for again after a failure, and tells when it has expired for good", async () => {
    await using endpoint = await startMisbehavingTokenEndpoint({
      behaviour: behaviours.token({ expires_in: 2 }),
    });
    await using run = await startRun();
    const credential = await run.obtain({
      tokenEndpoint: endpoint.tokenEndpoint,
      clientId: "testcar",
      environment: { token: "API_TOKEN", tokenFile: "API_TOKEN_FILE" },
    });
    endpoint.behave(behaviours.html(503));
    await run.untilLogged("has expired and cannot be renewed");
    await expect(credential.current()).rejects.toMatchObject({ code: "TESTCAR_CREDENTIAL_EXPIRED" });
    endpoint.behave(behaviours.token({ access_token: "the-token-after", expires_in: 60 }));
    await run.untilLogged("oauth is renewed, after");
    expect((await credential.current()).accessToken.reveal()).toBe("the-token-after");
    expect(run.warnings).toMatchObject([{ code: "TESTCAR_CREDENTIAL_EXPIRED" }]);

    const { API_TOKEN: token, API_TOKEN_FILE: file = "" } = run.store.environment();
    expect([token, await readFile(file, "utf8")]).toEqual(["the-token-after", "the-token-after"]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expectNoCanary(run);
  });
});

test("two clients at once do not mix", async () => {
  const clients = ["one", "two"].map((clientId) => ({
    clientId,
    clientSecret: `${clientId}-client-secret-9c`,
  }));
  await using server = await startAuthorizationServer({ clients, tokenLife: 3 });
  await using first = await startSut(server);
  await using second = await startSut(server);
  await using run = await startRun(first.url);
  await Promise.all(
    clients.map(({ clientId, clientSecret }, index) =>
      run.obtain({
        issuer: server.issuer,
        clientId,
        clientSecret: secret(clientSecret),
        authentication: "client_secret_post",
        as: clientId,
        origins: [[first, second][index]?.url],
      }),
    ),
  );
  const clientAt = async (url: string): Promise<unknown> => {
    const { headers } = await run.store.authorize({ url, method: "GET" });
    expect((await fetch(url, { headers })).status).toBe(200);
    return decodeJwt(headers["authorization"]?.replace("Bearer ", "") ?? "")["client_id"];
  };
  expect([await clientAt(first.url), await clientAt(second.url)]).toEqual(["one", "two"]);
  await Promise.all([run.untilLogged("one is renewed"), run.untilLogged("two is renewed")]);
  expect([await clientAt(first.url), await clientAt(second.url)]).toEqual(["one", "two"]);
  expect((await run.store.authorize({ url: server.issuer, method: "GET" })).headers).toEqual({});
});
