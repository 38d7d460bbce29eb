import { describe, expect, test } from "@jest/globals";
import { Secret } from "@testcar/core";
import { check } from "../../../packages/core/src/config/issues.ts";
import oauth from "../src/index.ts";
import { optionsSchema } from "../src/options.ts";

const secret = new Secret("hunter2222", "${env:SECRET}");
const issuer = "https://login.example.org";
const basic = { issuer, clientId: "testcar", clientSecret: secret };
const key = { issuer, clientId: "testcar", privateKey: secret, authentication: "private_key_jwt" };

async function issuesOf(options: unknown): Promise<readonly string[]> {
  const { issues = [] } = await check(optionsSchema, options);
  return issues.map(({ path, reason }) => `${path}: ${reason}`);
}

describe("options", () => {
  test.each<[string, object]>([
    ["a client with a secret", basic],
    ["a public client", { issuer, clientId: "testcar" }],
    ["an id from the environment", { ...basic, clientId: secret }],
    ["an explicit endpoint", { tokenEndpoint: "https://login.example.org/token", clientId: "testcar" }],
    ["both, of which the endpoint is used", { ...key, tokenEndpoint: `${issuer}/token` }],
    ["http on loopback", { issuer: "http://127.0.0.1:8080", clientId: "testcar" }],
    ["http on loopback by its name", { issuer: "http://localhost:8080", clientId: "testcar" }],
    ["http on loopback by IPv6", { issuer: "http://[::1]:8080", clientId: "testcar" }],
    ["http elsewhere, allowed", { issuer: "http://login.example.org", clientId: "testcar", allowHttp: true }],
    ["a key", { ...key, keyId: "1", algorithm: "ES256" }],
    [
      "a certificate",
      {
        issuer,
        clientId: "testcar",
        authentication: "tls_client_auth",
        certificate: "c.pem",
        certificateKey: "k.pem",
      },
    ],
    ["a certificate for the way, and a secret", { ...basic, certificate: "c.pem", certificateKey: "k.pem" }],
    ["an assertion", { ...basic, grant: "jwt_bearer", assertionFile: "token" }],
    [
      "an exchange",
      {
        ...basic,
        grant: "token_exchange",
        subjectTokenFile: "token",
        actorTokenFile: "actor",
        actorTokenType: "urn:ietf:params:oauth:token-type:jwt",
        requestedTokenType: "urn:ietf:params:oauth:token-type:access_token",
      },
    ],
    ["another credential, with the default authentication", { ...basic, through: "kerberos" }],
    [
      "everything that any client may say",
      {
        ...basic,
        scope: "a b",
        requireScopes: true,
        audience: ["a", "b"],
        resource: "https://api.example.org",
        parameters: { tenant: "1", key: secret },
        dpop: true,
        ca: "ca.pem",
        as: "partner",
        origins: ["https://api.example.org"],
        deadline: "10s",
        environment: { token: "API_TOKEN", tokenFile: "API_TOKEN_FILE" },
      },
    ],
  ])("accept %s", async (_what, options) => {
    expect(await issuesOf(options)).toEqual([]);
  });

  test.each<[string, object, readonly RegExp[]]>([
    [
      "a secret that is written plainly",
      { ...basic, clientSecret: "hunter2222" },
      [/^clientSecret: A secret cannot be written plainly: write \$\{env:NAME\}/],
    ],
    [
      "a key that is written plainly",
      { ...key, privateKey: "-----BEGIN PRIVATE KEY-----" },
      [/^privateKey: A secret cannot be written plainly/],
    ],
    ["no server", { clientId: "testcar" }, [/^issuer: Expected issuer, or tokenEndpoint/]],
    ["no client", { issuer }, [/^clientId: /]],
    ["an unknown member", { ...basic, cliendId: "x" }, [/^cliendId: unknown key/]],
    ["no URL", { ...basic, issuer: "login.example.org" }, [/^issuer: Expected a URL like/]],
    [
      "a URL with a password",
      { ...basic, issuer: "https://a:b@login.example.org" },
      [/^issuer: .*without user name/],
    ],
    [
      "http to another machine",
      { ...basic, issuer: "http://login.example.org" },
      [/^issuer: Expected https: .*allowHttp/],
    ],
    [
      "a name that only looks like loopback",
      { ...basic, tokenEndpoint: "http://127.0.0.1.example.org/token" },
      [/^tokenEndpoint: Expected https/],
    ],
    [
      "client_secret_basic behind another credential",
      { ...basic, through: "kerberos", authentication: "client_secret_basic" },
      [/^authentication: client_secret_basic cannot go with through: both need the header Authorization/],
    ],
    [
      "an authentication without its secret",
      { issuer, clientId: "testcar", authentication: "client_secret_post" },
      [/^clientSecret: Expected a secret, which client_secret_post sends/],
    ],
    [
      "a secret that nobody sends",
      { ...basic, authentication: "none" },
      [/^clientSecret: none sends no secret/],
    ],
    [
      "private_key_jwt without a key",
      { issuer, clientId: "testcar", authentication: "private_key_jwt" },
      [/^privateKey: Expected a key/],
    ],
    [
      "a key that nothing is signed with",
      { ...basic, privateKey: secret, keyId: "1", algorithm: "ES256" },
      [/^privateKey: Only private_key_jwt/, /^keyId: Only/, /^algorithm: Only/],
    ],
    [
      "a certificate that is missing",
      { issuer, clientId: "testcar", authentication: "tls_client_auth" },
      [/^certificate: Expected the path/, /^certificateKey: Expected the path/],
    ],
    ["half a certificate", { ...basic, certificate: "c.pem" }, [/^certificateKey: Expected the path/]],
    [
      "a certificate over http",
      {
        issuer: "http://127.0.0.1:80",
        clientId: "testcar",
        authentication: "self_signed_tls_client_auth",
        certificate: "c.pem",
        certificateKey: "k.pem",
      },
      [/^issuer: Expected https: self_signed_tls_client_auth shows a certificate/],
    ],
    [
      "jwt_bearer without assertion",
      { ...basic, grant: "jwt_bearer" },
      [/^assertionFile: Expected the path/],
    ],
    [
      "token_exchange without token",
      { ...basic, grant: "token_exchange" },
      [/^subjectTokenFile: Expected the path/],
    ],
    [
      "another grant's files",
      { ...basic, assertionFile: "a", subjectTokenFile: "b" },
      [/^assertionFile: It is for grant: jwt_bearer/, /^subjectTokenFile: It is for grant: token_exchange/],
    ],
    ["required scopes that are not there", { ...basic, requireScopes: true }, [/^scope: Expected scopes/]],
    [
      "parameters that have an option",
      { ...basic, parameters: { scope: "a", client_secret: "b", tenant: "c" } },
      [
        /^parameters: scope has an option of its own: scope/,
        /^parameters: client_secret has .*: clientSecret/,
      ],
    ],
    [
      "an origin with a path",
      { ...basic, origins: ["https://api.example.org/v1"] },
      [/^origins\[0\]: Expected an origin/],
    ],
    [
      "a variable that is none",
      { ...basic, environment: { token: "A-B" } },
      [/^environment\.token: Expected the name/],
    ],
    ["a duration that is none", { ...basic, deadline: "soon" }, [/^deadline: Expected milliseconds/]],
    ["an authentication that is none", { ...basic, authentication: "basic" }, [/^authentication: /]],
    ["a grant that is none", { ...basic, grant: "password" }, [/^grant: /]],
  ])("refuse %s", async (_what, options, expected) => {
    expect(await issuesOf(options)).toEqual(expected.map((reason) => expect.stringMatching(reason)));
  });

  test("tell everything at once, what clashes as well as what is wrong in itself", async () => {
    const issues = await issuesOf({
      clientSecret: "plain",
      dpop: "yes",
      grant: "jwt_bearer",
      issuer: "http://a.example",
    });
    expect(new Set(issues.map((issue) => issue.split(":")[0]))).toEqual(
      new Set(["assertionFile", "clientId", "clientSecret", "dpop", "issuer"]),
    );
    expect(issues.join()).not.toContain("plain,");
  });

  test("make durations milliseconds, and one audience a list", async () => {
    const checked = await check(optionsSchema, { ...basic, deadline: "1.5s", audience: "a" });
    expect(checked).toMatchObject({ value: { deadline: 1500, audience: ["a"] } });
  });

  test("say what the plugin needs and provides", () => {
    const through = { ...basic, through: "kerberos", as: "partner" };
    expect([oauth.needs?.(basic), oauth.provides?.(basic)]).toEqual([[], ["oauth"]]);
    const { audience: _audience, ...given } = { ...through, audience: undefined };
    expect([oauth.needs?.(given), oauth.provides?.(given)]).toEqual([["kerberos"], ["partner"]]);
  });
});
