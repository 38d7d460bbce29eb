// With a stand-in for Kerberos, one token for one request: the chain with the real one is tested in e2e.
import { describe, expect, test } from "@jest/globals";
import { type CredentialSource, credentialErrors, TransientError } from "@testcar/core";
import {
  behaviours,
  type MisbehavingTokenEndpoint,
  startMisbehavingTokenEndpoint,
} from "../../../tools/servers/index.ts";
import { CANARY_SECRET, expectNoCanary } from "./canaries.ts";
import { secret, startRun } from "./obtain.ts";

const refused = credentialErrors.KIND({
  credential: "kerberos",
  kind: "the service's word",
  wanted: "another",
});

/** Gives each request a token of its own, and wants the service's word for it. */
function negotiation(
  authorizeFails: () => Error | undefined = () => undefined,
): CredentialSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    id: "kerberos",
    kind: "negotiate",
    obtain: () => Promise.resolve({}),
    authorize: (_grant, { url, method }) => {
      const failure = authorizeFails();
      if (failure !== undefined) return Promise.reject(failure);
      asked.push(`${method} ${url}`);
      return Promise.resolve({
        headers: { authorization: `Negotiate one-use-${asked.length}` },
        isReusable: false,
        settle: ({ headers }) => {
          const isMutual = headers.get("www-authenticate") === `Negotiate word-${asked.length}`;
          headers.delete("www-authenticate");
          return isMutual ? Promise.resolve(headers) : Promise.reject(refused);
        },
      });
    },
  };
}

/** Answers as Apache does: its word in front of what the token endpoint says. */
const guarded =
  (then: behaviours.Behaviour): behaviours.Behaviour =>
  (request, response) => {
    const [, number] = /^Negotiate one-use-(\d+)$/.exec(request.headers.authorization ?? "") ?? [];
    if (number === undefined)
      return behaviours.html(401, { "www-authenticate": "Negotiate" })(request, response);
    response.setHeader("www-authenticate", `Negotiate word-${number}`);
    then(request, response);
  };

const client = (server: MisbehavingTokenEndpoint) => ({
  issuer: server.issuer,
  clientId: "testcar",
  clientSecret: secret(CANARY_SECRET),
  through: "kerberos",
  scope: "a",
});

describe("through another credential", () => {
  test("each token request carries it anew, and discovery does not", async () => {
    const discovered: unknown[] = [];
    await using server = await startMisbehavingTokenEndpoint({
      behaviour: guarded(behaviours.times(1, behaviours.html(503), behaviours.token({ scope: "a" }))),
    });
    const { issuer, tokenEndpoint } = server;
    server.behaveAtDiscovery(({ headers }, response) => {
      discovered.push(headers.authorization);
      response.end(JSON.stringify({ issuer, token_endpoint: tokenEndpoint }));
    });
    await using run = await startRun();
    const kerberos = negotiation();
    await run.provide(kerberos);
    const credential = await run.obtain(client(server));
    expect((await credential.current()).accessToken.reveal()).toBe(behaviours.CANARY_TOKEN);
    expect(kerberos.asked).toEqual([`POST ${tokenEndpoint}`, `POST ${tokenEndpoint}`]);
    expect(server.seen().map(({ headers }) => headers.authorization)).toEqual([
      "Negotiate one-use-1",
      "Negotiate one-use-2",
    ]);
    expect(discovered).toEqual([undefined]);
    // The secret goes into the form, since the header is taken.
    expect(server.forms()[0]?.get("client_secret")).toBe(CANARY_SECRET);
    expectNoCanary(run);
  });

  test("an OAuth error behind it is told as one", async () => {
    const wrong = behaviours.oauthError("invalid_client", { status: 401 });
    await using server = await startMisbehavingTokenEndpoint({ behaviour: guarded(wrong) });
    await using run = await startRun();
    await run.provide(negotiation());
    const error = await run.fail(client(server));
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_CLIENT_REFUSED",
      message: expect.stringMatching(/invalid_client.*with client_secret_post/),
    });
    expectNoCanary(run, error);
  });

  test("what the other credential says of a refusal is told as it stands", async () => {
    await using server = await startMisbehavingTokenEndpoint({
      behaviour: behaviours.html(401, { "www-authenticate": "Negotiate" }),
    });
    await using run = await startRun();
    await run.provide(negotiation());
    expect(await run.fail(client(server))).toBe(refused);
    expect(server.hits()).toBe(1);
  });

  test("a page behind it points at the other credential", async () => {
    await using server = await startMisbehavingTokenEndpoint({ behaviour: guarded(behaviours.html(403)) });
    await using run = await startRun();
    await run.provide(negotiation());
    expect(await run.fail(client(server))).toMatchObject({
      code: "TESTCAR_OAUTH_NOT_JSON",
      hint: "Look whether the server lets the identity of kerberos in.",
    });
  });

  test("what can heal in the other credential is tried again", async () => {
    await using server = await startMisbehavingTokenEndpoint({
      behaviour: guarded(behaviours.token({ scope: "a" })),
    });
    await using run = await startRun();
    const failures: Error[] = [new TransientError(refused)];
    await run.provide(negotiation(() => failures.shift()));
    await run.obtain(client(server));
    expect(run.logged()).toContain("trying again");
  });
});
