import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  behaviours,
  type MisbehavingTokenEndpoint,
  startAuthorizationServer,
  startMisbehavingTokenEndpoint,
} from "../../../tools/servers/index.ts";
import { CANARY_SECRET, expectNoCanary } from "./canaries.ts";
import { secret, startRun } from "./obtain.ts";

let server: MisbehavingTokenEndpoint;
beforeAll(async () => {
  server = await startMisbehavingTokenEndpoint();
});
afterAll(() => server?.stop());

const client = (rest: object = {}) => ({
  issuer: server.issuer,
  clientId: "testcar",
  clientSecret: secret(CANARY_SECRET),
  ...rest,
});

describe("discovery", () => {
  test("finds the token endpoint of a server that has its document at either place", async () => {
    const paths: string[] = [];
    server.behaveAtDiscovery((request, response) => {
      paths.push(request.url ?? "");
      if (request.url === "/.well-known/openid-configuration") return response.writeHead(404).end();
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ issuer: server.issuer, token_endpoint: server.tokenEndpoint }));
    });
    await using run = await startRun();
    await run.obtain(client());
    expect(paths).toEqual(["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"]);
  });

  test("is not needed with an explicit endpoint", async () => {
    server.behaveAtDiscovery(behaviours.html(500));
    await using run = await startRun();
    await run.obtain(client({ tokenEndpoint: server.tokenEndpoint }));
    await using other = await startRun();
    await other.obtain(client({ issuer: undefined, tokenEndpoint: server.tokenEndpoint }));
  });

  test("gives a private_key_jwt to the issuer, by whatever way the endpoint is known", async () => {
    await using real = await startAuthorizationServer();
    const { clientId, pem } = real.clients.privateKey;
    const options = {
      clientId,
      privateKey: secret(pem),
      keyId: "client-key",
      authentication: "private_key_jwt",
    };
    for (const way of [
      { issuer: real.issuer },
      { issuer: real.issuer, tokenEndpoint: real.tokenEndpoint },
      { tokenEndpoint: real.tokenEndpoint },
    ]) {
      await using run = await startRun();
      await run.obtain({ ...options, ...way });
    }
    expect(real.requests().map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test.each<[string, behaviours.Behaviour, string, RegExp]>([
    ["no document", behaviours.html(404), "DISCOVERY", /no discovery document \(404\)/],
    ["a page", behaviours.html(200), "DISCOVERY", /is no JSON/],
    ["401", behaviours.html(401), "DISCOVERY", /answered with 401/],
    ["a redirect", behaviours.redirect("http://127.0.0.1:9/canary description"), "REDIRECT", /redirects/],
    [
      "another issuer",
      (_request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({
            issuer: "https://other.example/canary",
            token_endpoint: "https://a.example/token",
          }),
        );
      },
      "ISSUER",
      /belongs to another issuer/,
    ],
    [
      "no issuer",
      (_request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ issuer: "canary description" }));
      },
      "DISCOVERY",
      /names no issuer/,
    ],
    [
      "no token endpoint",
      (_request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ issuer: server.issuer, canary: "canary description" }));
      },
      "DISCOVERY",
      /names no token_endpoint/,
    ],
    [
      "a token endpoint with http on another machine",
      (request, response) => {
        response.setHeader("content-type", "application/json");
        const issuer = `http://${request.headers.host}`;
        response.end(JSON.stringify({ issuer, token_endpoint: "http://login.example.org/token" }));
      },
      "INSECURE",
      /http:\/\/login\.example\.org\/token is http/,
    ],
  ])("is refused with: %s", async (_what, behaviour, problem, message) => {
    server.behaveAtDiscovery(behaviour);
    await using run = await startRun();
    const error = await run.fail(client());
    expect(error).toMatchObject({
      code: `TESTCAR_OAUTH_${problem}`,
      message: expect.stringMatching(message),
    });
    expectNoCanary(run, error, "other.example");
  });

  test("is tried again when the server cannot answer", async () => {
    const good: behaviours.Behaviour = (_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ issuer: server.issuer, token_endpoint: server.tokenEndpoint }));
    };
    server.behaveAtDiscovery(behaviours.times(1, behaviours.html(503), good));
    await using run = await startRun();
    await run.obtain(client());
    expect(run.logged()).toMatch(/openid-configuration answered with 503; trying again/);
  });
});
