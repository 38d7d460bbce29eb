import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import {
  AUDIENCE,
  type AuthorizationServer,
  type Sut,
  startAuthorizationServer,
  startMisbehavingTokenEndpoint,
  startSut,
} from "../../../tools/servers/index.ts";
import { expectNoCanary } from "./canaries.ts";
import { type Run, secret, startRun } from "./obtain.ts";

const CLUSTER = "https://kubernetes.default.svc";
const { privateKey, publicKey } = await generateKeyPair("ES256");

let server: AuthorizationServer;
let sut: Sut;
beforeAll(async () => {
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", kid: "cluster" }] };
  server = await startAuthorizationServer({ tokenLife: 2, trustedIssuers: [{ issuer: CLUSTER, jwks }] });
  sut = await startSut(server);
});
afterAll(async () => {
  await sut?.stop();
  await server?.stop();
});

/** A projected service account token. */
const assertion = (subject: string, expiresIn = "1h"): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: "ES256", kid: "cluster" })
    .setIssuer(CLUSTER)
    .setSubject(subject)
    .setAudience(server.issuer)
    .setJti(crypto.randomUUID())
    .setIssuedAt("-2h")
    .setExpirationTime(expiresIn)
    .sign(privateKey);

const client = () => ({
  issuer: server.issuer,
  clientId: server.clients.basic.clientId,
  clientSecret: secret(server.clients.basic.clientSecret),
});
const write = (run: Run, name: string, text: string) => writeFile(join(run.directory, name), text);

describe("jwt_bearer", () => {
  test("exchanges the assertion that is in the file now, at each renewal", async () => {
    await using run = await startRun(sut.url);
    await write(run, "assertion", `${await assertion("first")}\n`);
    const credential = await run.obtain({ ...client(), grant: "jwt_bearer", assertionFile: "assertion" });
    const first = await credential.current();
    expect(decodeJwt(first.accessToken.reveal())).toMatchObject({ on_behalf_of: "first" });

    const rotated = await assertion("second");
    await write(run, "assertion", rotated);
    await run.untilLogged("is renewed");
    const { headers } = await credential.authorize({ url: sut.url, method: "GET" });
    expect((await fetch(sut.url, { headers })).status).toBe(200);
    const second = await credential.current();
    expect(decodeJwt(second.accessToken.reveal())).toMatchObject({ on_behalf_of: "second" });
    expect(run.secrets).toContain(rotated);
    expectNoCanary(run, undefined, rotated);
  });

  test("that has expired is told with its file", async () => {
    await using run = await startRun();
    const old = await assertion("late", "-1h");
    await write(run, "assertion", old);
    const error = await run.fail({ ...client(), grant: "jwt_bearer", assertionFile: "assertion" });
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_GRANT_REFUSED",
      message: expect.stringMatching(/invalid_grant \(400\): it does not accept what is in assertion$/),
      hint: expect.stringMatching(/expired/),
    });
    expectNoCanary(run, error, old, server.clients.basic.clientSecret);
  });

  test.each([
    ["missing", undefined, /no such file or directory/],
    ["empty", "\n", /it is empty/],
  ])("without its file: %s", async (_what, text, message) => {
    await using run = await startRun();
    if (text !== undefined) await write(run, "assertion", text);
    const error = await run.fail({ ...client(), grant: "jwt_bearer", assertionFile: "assertion" });
    expect(error).toMatchObject({ code: "TESTCAR_OAUTH_FILE", message: expect.stringMatching(message) });
  });
});

describe("token_exchange", () => {
  test("exchanges the subject token", async () => {
    await using run = await startRun();
    await write(run, "subject", await assertion("ada"));
    const credential = await run.obtain({
      ...client(),
      grant: "token_exchange",
      subjectTokenFile: "subject",
      requestedTokenType: "urn:ietf:params:oauth:token-type:access_token",
      audience: "someone",
      resource: AUDIENCE,
    });
    const { accessToken } = await credential.current();
    expect(decodeJwt(accessToken.reveal())).toMatchObject({ on_behalf_of: "ada", aud: AUDIENCE });
  });

  test("sends everything that the options say, and nothing else", async () => {
    await using endpoint = await startMisbehavingTokenEndpoint();
    await using run = await startRun();
    await write(run, "subject", "the-subject-token");
    await write(run, "actor", "the-actor-token");
    await run.obtain({
      tokenEndpoint: endpoint.tokenEndpoint,
      clientId: secret("the-client"),
      grant: "token_exchange",
      subjectTokenFile: "subject",
      subjectTokenType: "urn:example:subject",
      actorTokenFile: "actor",
      actorTokenType: "urn:example:actor",
      requestedTokenType: "urn:example:requested",
      scope: "a b",
      audience: ["one", "two"],
      resource: ["https://one.example", "https://two.example"],
      parameters: { tenant: "7", key: secret("tenant-key") },
    });
    const byName = ([one]: string[], [other]: string[]) => (one ?? "").localeCompare(other ?? "");
    expect([...(endpoint.forms()[0] ?? [])].toSorted(byName)).toEqual(
      [
        ["grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"],
        ["client_id", "the-client"],
        ["subject_token", "the-subject-token"],
        ["subject_token_type", "urn:example:subject"],
        ["actor_token", "the-actor-token"],
        ["actor_token_type", "urn:example:actor"],
        ["requested_token_type", "urn:example:requested"],
        ["scope", "a b"],
        ["audience", "one"],
        ["audience", "two"],
        ["resource", "https://one.example"],
        ["resource", "https://two.example"],
        ["tenant", "7"],
        ["key", "tenant-key"],
      ].toSorted(byName),
    );
    expect(run.secrets).toEqual(expect.arrayContaining(["the-subject-token", "the-actor-token"]));
  });

  test("takes a token that is for no OAuth service (N_A)", async () => {
    await using endpoint = await startMisbehavingTokenEndpoint({
      behaviour: (_request, response) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ access_token: "exchanged-token", token_type: "N_A" }));
      },
    });
    await using run = await startRun();
    await write(run, "subject", "the-subject-token");
    const credential = await run.obtain({
      tokenEndpoint: endpoint.tokenEndpoint,
      clientId: "testcar",
      grant: "token_exchange",
      subjectTokenFile: "subject",
    });
    const { headers } = await credential.authorize({ url: "http://127.0.0.1:9", method: "GET" });
    expect(headers).toEqual({ authorization: "Bearer exchanged-token" });
  });
});

describe("what the certified server refuses", () => {
  test.each<[string, object, string, RegExp]>([
    [
      "a wrong secret",
      { clientSecret: secret("wrong-client-secret") },
      "CLIENT_REFUSED",
      /invalid_client \(401\)/,
    ],
    ["an unknown client", { clientId: "nobody" }, "CLIENT_REFUSED", /invalid_client \(401\).*client nobody/],
    ["the wrong authentication", { clientId: "public-client" }, "CLIENT_REFUSED", /with client_secret_basic/],
    [
      "a scope that the client may not have",
      { scope: "api:admin" },
      "SCOPE_REFUSED",
      /does not give api:admin/,
    ],
    ["an unknown resource", { resource: "https://nowhere.example" }, "TARGET_REFUSED", /invalid_target/],
  ])("%s", async (_what, options, problem, message) => {
    await using run = await startRun();
    const error = await run.fail({ ...client(), ...options });
    expect(error).toMatchObject({
      code: `TESTCAR_OAUTH_${problem}`,
      message: expect.stringMatching(message),
    });
    expectNoCanary(run, error, server.clients.basic.clientSecret, "wrong-client-secret");
  });

  test("unknown scopes, which it drops without a word, are a warning", async () => {
    await using run = await startRun();
    await run.obtain({ ...client(), scope: "api:read api:typo" });
    await using all = await startRun();
    await all.obtain({ ...client(), scope: "api:typo" });
    expect([...run.warnings, ...all.warnings].map(({ message }) => message)).toEqual([
      `${server.tokenEndpoint} did not grant api:typo`,
      `${server.tokenEndpoint} did not grant api:typo`,
    ]);
    expect(
      (await all.fail({ ...client(), scope: "api:typo", requireScopes: true, as: "strict", origins: [] }))
        .code,
    ).toBe("TESTCAR_OAUTH_SCOPES");
  });
});
