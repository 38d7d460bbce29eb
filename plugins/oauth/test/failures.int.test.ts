// A token endpoint that does everything wrong: each failure is told in words, and tells nothing that is secret.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  behaviours,
  closedPort,
  type MisbehavingTokenEndpoint,
  startMisbehavingTokenEndpoint,
} from "../../../tools/servers/index.ts";
import { CANARY_SECRET, expectNoCanary } from "./canaries.ts";
import { secret, startRun } from "./obtain.ts";

const { token, html, oauthError, times } = behaviours;

let server: MisbehavingTokenEndpoint;
beforeAll(async () => {
  server = await startMisbehavingTokenEndpoint();
});
afterAll(() => server?.stop());

const client = (rest: object = {}) => ({
  tokenEndpoint: server.tokenEndpoint,
  clientId: "testcar",
  clientSecret: secret(CANARY_SECRET),
  scope: "a",
  ...rest,
});

describe("is refused at once", () => {
  test.each<[string, behaviours.Behaviour, string, RegExp]>([
    ["a page at 200", html(200), "NOT_JSON", /\/token answered with 200 and no JSON/],
    ["a page at 401", html(401), "NOT_JSON", /answered with 401 and no JSON/],
    ["a page at 404", html(404), "NOT_JSON", /answered with 404 and no JSON/],
    ["half a JSON", behaviours.notJson, "NOT_JSON", /no JSON/],
    [
      "a redirect",
      behaviours.redirect("http://127.0.0.1:1/login?canary description"),
      "REDIRECT",
      /redirects \(302\)/,
    ],
    ["201", token({}, { status: 201 }), "STATUS", /answered with 201/],
    ["no access_token", token({ access_token: undefined }), "ANSWER", /there is no access_token in it/],
    [
      "an access_token that is no text",
      token({ access_token: { a: behaviours.CANARY_TOKEN } }),
      "ANSWER",
      /no access_token/,
    ],
    [
      "an access_token with a line end",
      token({ access_token: "a\r\nb" }),
      "ANSWER",
      /cannot stand in a header/,
    ],
    ["no token_type", token({ token_type: undefined }), "ANSWER", /there is no token_type in it/],
    ["a wrong token_type", token({ token_type: "mac" }), "TOKEN_TYPE", /token_type is not Bearer/],
    ["a DPoP token, unasked", token({ token_type: "DPoP" }), "TOKEN_TYPE", /token_type is not Bearer/],
    ["a scope that is no text", token({ scope: ["a"] }), "ANSWER", /its scope is no text/],
    [
      "a wrong secret",
      oauthError("invalid_client", { status: 401 }),
      "CLIENT_REFUSED",
      /invalid_client \(401\).*testcar with client_secret_basic/,
    ],
    ["a wrong secret, with a challenge", behaviours.challenge(), "CLIENT_REFUSED", /invalid_client \(401\)/],
    ["a scope", oauthError("invalid_scope"), "SCOPE_REFUSED", /does not give a$/],
    ["a grant", oauthError("unauthorized_client"), "REFUSED", /unauthorized_client \(400\)/],
    [
      "something that is no word",
      oauthError(`${behaviours.CANARY_TOKEN}`),
      "REFUSED",
      /refused with status 400$/,
    ],
  ])("%s", async (_what, behaviour, problem, message) => {
    server.behave(behaviour);
    const before = server.hits();
    await using run = await startRun();
    const error = await run.fail(client());
    expect(error).toMatchObject({ code: `TESTCAR_OAUTH_${problem}`, exitCode: 4 });
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe("");
    expect(server.hits()).toBe(before + 1);
    expectNoCanary(run, error);
  });

  test("nothing goes where a redirect leads", async () => {
    await using other = await startMisbehavingTokenEndpoint();
    server.behave(behaviours.redirect(other.tokenEndpoint));
    await using run = await startRun();
    expect((await run.fail(client())).code).toBe("TESTCAR_OAUTH_REDIRECT");
    expect(other.hits()).toBe(0);
  });

  test("an answer without end", async () => {
    server.behave((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(`{"access_token":"${behaviours.CANARY_TOKEN}","filler":"${"x".repeat(2_000_000)}"}`);
    });
    await using run = await startRun();
    const error = await run.fail(client());
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_ANSWER",
      message: expect.stringMatching(/longer than a megabyte/),
    });
    expectNoCanary(run, error);
  });
});

describe("is tried again until the deadline", () => {
  test.concurrent.each<[string, behaviours.Behaviour, string, RegExp]>([
    ["an answer that does not come", behaviours.slowHeaders, "TIMEOUT", /did not answer within \d(\.\d)? s/],
    [
      "an answer that does not end",
      behaviours.slowBody,
      "TIMEOUT",
      /began an answer, and did not end it within \d(\.\d)? s/,
    ],
    ["an answer that is cut off", behaviours.resetMidBody, "CUT_OFF", /broke off in the middle/],
    [
      "a connection that is reset",
      behaviours.reset,
      "UNREACHABLE",
      /cannot be reached: the connection was (reset|closed)/,
    ],
    ["500 with a page", html(500), "UNAVAILABLE", /answered with 500/],
    [
      "503 with JSON",
      oauthError("temporarily_unavailable", { status: 503 }),
      "UNAVAILABLE",
      /answered with 503/,
    ],
    [
      "a server that says it is busy",
      oauthError("temporarily_unavailable"),
      "UNAVAILABLE",
      /answered with 400/,
    ],
    ["429", behaviours.tooMany(0), "BUSY", /too many requests/],
  ])("%s", async (_what, behaviour, problem, message) => {
    await using bad = await startMisbehavingTokenEndpoint({ behaviour });
    await using run = await startRun();
    const error = await run.fail(client({ tokenEndpoint: bad.tokenEndpoint, deadline: 6000 }));
    expect(error).toMatchObject({ code: `TESTCAR_OAUTH_${problem}`, exitCode: 4 });
    expect(error.message).toMatch(message);
    expect(bad.hits()).toBeGreaterThan(1);
    expectNoCanary(run, error);
  });

  test.concurrent("a port where nobody listens", async () => {
    await using run = await startRun();
    const port = await closedPort();
    const error = await run.fail(
      client({ tokenEndpoint: `http://127.0.0.1:${port}/token?canary=1`, deadline: 6000 }),
    );
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_UNREACHABLE",
      message: `http://127.0.0.1:${port}/token cannot be reached: connection refused`,
    });
    expect(run.logged()).toContain("trying again");
    expectNoCanary(run, error);
  });

  test.concurrent("a host that does not exist", async () => {
    await using run = await startRun();
    const error = await run.fail(
      client({ tokenEndpoint: "https://nowhere.testcar.invalid/token", deadline: 6000 }),
    );
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_UNREACHABLE",
      message: expect.stringMatching(/no such host|looked up now/),
    });
    expect(run.logged()).toContain("trying again");
  });

  test("a port that fetch refuses is not tried again", async () => {
    await using run = await startRun();
    const error = await run.fail(client({ tokenEndpoint: "http://127.0.0.1:1/token" }));
    expect(error.message).toBe("http://127.0.0.1:1/token cannot be reached: fetch refuses its port");
    expect(run.logged()).toBe("");
  });
});

describe("heals", () => {
  test("after two times 503", async () => {
    server.behave(times(2, html(503), token({ scope: "a" })));
    const before = server.hits();
    await using run = await startRun();
    const credential = await run.obtain(client());
    expect((await credential.current()).accessToken.reveal()).toBe(behaviours.CANARY_TOKEN);
    expect(server.hits()).toBe(before + 3);
    expectNoCanary(run);
  });

  test.each<[string, () => string, number]>([
    ["seconds", () => "1", 990],
    ["a date", () => new Date(Date.now() + 2000).toUTCString(), 900],
  ])("after 429, when the server says: %s", async (_what, retryAfter, atLeastMs) => {
    const busy: behaviours.Behaviour = (request, response) =>
      html(429, { "retry-after": retryAfter() })(request, response);
    server.behave(times(1, busy, token({ scope: "a" })));
    const startedAt = performance.now();
    await using run = await startRun();
    await run.obtain(client());
    expect(performance.now() - startedAt).toBeGreaterThan(atLeastMs);
  });

  test("not after 429 that lasts longer than there is time: it is told at once", async () => {
    server.behave(behaviours.tooMany(60));
    const before = server.hits();
    await using run = await startRun();
    expect((await run.fail(client({ deadline: 5000 }))).code).toBe("TESTCAR_OAUTH_BUSY");
    expect(server.hits()).toBe(before + 1);
  });
});

describe("a token's life", () => {
  test.each<[string, unknown]>([
    ["missing", undefined],
    ["null", null],
  ])("is not known when expires_in is %s, and nothing is said of it", async (_what, expiresIn) => {
    server.behave(token({ expires_in: expiresIn, scope: "a" }));
    await using run = await startRun();
    const credential = await run.obtain(client());
    expect([credential.expiresAt(), run.warnings]).toEqual([undefined, []]);
  });

  test.each([0, -5, 1e30, "soon"])(
    "is not known when expires_in is %j, and a warning says so",
    async (expiresIn) => {
      server.behave(token({ expires_in: expiresIn, scope: "a" }));
      await using run = await startRun();
      const credential = await run.obtain(client());
      expect(credential.expiresAt()).toBeUndefined();
      expect(run.warnings).toMatchObject([{ code: "TESTCAR_OAUTH_EXPIRY", plugin: "oauth" }]);
      expectNoCanary(run);
    },
  );

  test("counts from before the request: a slow answer has used a part of it up", async () => {
    server.behave((request, response) => {
      setTimeout(() => token({ expires_in: 100, scope: "a" })(request, response), 300);
    });
    await using run = await startRun();
    const credential = await run.obtain(client());
    const left = (credential.expiresAt()?.getTime() ?? 0) - Date.now();
    expect(left).toBeLessThanOrEqual(99_710);
    expect(left).toBeGreaterThan(95_000);
  });
});

describe("scopes", () => {
  test("that differ are a warning", async () => {
    server.behave(token({ scope: "a c" }));
    await using run = await startRun();
    await run.obtain(client({ scope: "a b" }));
    expect(run.warnings).toMatchObject([
      {
        code: "TESTCAR_OAUTH_SCOPES",
        message: expect.stringMatching(/did not grant b, and granted c unasked$/),
      },
    ]);
    expectNoCanary(run);
  });

  test("that are missing are an error with requireScopes", async () => {
    server.behave(token({ scope: "a" }));
    await using run = await startRun();
    const error = await run.fail(client({ scope: "a b", requireScopes: true }));
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_SCOPES",
      message: expect.stringMatching(/did not grant b$/),
    });
    expectNoCanary(run, error);
  });
});

test("tokens for the agent are neither checked nor kept when nobody asked for them", async () => {
  server.behave(token({ scope: "a", id_token: "canary-id-token", refresh_token: 5 }));
  await using run = await startRun();
  await run.obtain(client());
  expectNoCanary(run, undefined, "canary-id-token");
});
