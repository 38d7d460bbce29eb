import { describe, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import {
  startAuthorizationServer,
  startMisbehavingTokenEndpoint,
  startSut,
} from "../../../tools/servers/index.ts";
import { expectNoCanary } from "./canaries.ts";
import { secret, startRun } from "./obtain.ts";

describe("DPoP", () => {
  test("binds the token to a key of the run, of which each request gives a fresh proof", async () => {
    await using server = await startAuthorizationServer({ requireDpopNonce: true, tokenLife: 2 });
    await using sut = await startSut({ ...server, requireDpop: true });
    await using run = await startRun(sut.url);
    const { clientId, clientSecret } = server.clients.dpop;
    const credential = await run.obtain({
      issuer: server.issuer,
      clientId,
      clientSecret: secret(clientSecret),
      dpop: true,
    });
    // The second one has the nonce that the first was refused for.
    expect(server.requests().map(({ error }) => error)).toEqual(["use_dpop_nonce", undefined]);

    const proofs: string[] = [];
    const call = async (path: string, method: string): Promise<number> => {
      const url = `${sut.url}${path}`;
      const { headers, isReusable } = await credential.authorize({ url, method });
      expect(isReusable).toBe(false);
      proofs.push(headers["dpop"] ?? "");
      return (await fetch(url, { method, headers })).status;
    };
    expect(await call("/orders?page=2", "GET")).toBe(200);
    expect(await call("/orders", "POST")).toBe(200);
    await run.untilLogged("is renewed");
    expect(await call("/orders", "DELETE")).toBe(200);
    expect(new Set(proofs).size).toBe(3);
    expect((await credential.current()).tokenType).toBe("DPoP");

    // What masks them: the part that they have in common.
    expect(proofs.every((proof) => run.secrets.some((value) => proof.startsWith(`${value}.`)))).toBe(true);
    expectNoCanary(run, undefined, clientSecret, ...proofs);
  });

  test("a proof for another request, or for another run's token, is refused", async () => {
    await using server = await startAuthorizationServer();
    await using sut = await startSut({ ...server, requireDpop: true });
    const { clientId, clientSecret } = server.clients.dpop;
    const options = { issuer: server.issuer, clientId, clientSecret: secret(clientSecret), dpop: true };
    await using run = await startRun(sut.url);
    await using other = await startRun(sut.url);
    const [mine, theirs] = await Promise.all([run.obtain(options), other.obtain(options)]);
    const request = { url: `${sut.url}/a`, method: "GET" };
    const { headers } = await mine.authorize(request);
    expect((await fetch(`${sut.url}/b`, { headers })).status).toBe(401);
    const { headers: foreign } = await theirs.authorize(request);
    expect((await fetch(request.url, { headers: { ...headers, dpop: foreign["dpop"] ?? "" } })).status).toBe(
      401,
    );
    expect((await fetch(request.url, { headers: { ...foreign } })).status).toBe(200);
  });

  test("the proof at the token endpoint begins as those at the service", async () => {
    await using endpoint = await startMisbehavingTokenEndpoint({
      behaviour: (_request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ access_token: "bound-token", token_type: "DPoP" }));
      },
    });
    await using run = await startRun();
    const { tokenEndpoint } = endpoint;
    await run.obtain({ tokenEndpoint, clientId: "testcar", dpop: true });
    const proof = String(endpoint.seen()[0]?.headers["dpop"]);
    expect(decodeJwt(proof)).toMatchObject({ htm: "POST", htu: tokenEndpoint });
    expect(run.secrets.some((value) => proof.startsWith(`${value}.`))).toBe(true);
  });

  test("a token that the server did not bind is refused", async () => {
    await using endpoint = await startMisbehavingTokenEndpoint();
    await using run = await startRun();
    const error = await run.fail({ tokenEndpoint: endpoint.tokenEndpoint, clientId: "testcar", dpop: true });
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_TOKEN_TYPE",
      message: expect.stringMatching(/not DPoP$/),
    });
    expectNoCanary(run, error);
  });
});
