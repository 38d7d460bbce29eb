// Whatever happens on the way to a token, nobody finds a secret: not in what is printed, not among processes, not in files.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import {
  type AuthorizationServer,
  behaviours,
  type Certificates,
  closedPort,
  createCertificates,
  type Sut,
  startAuthorizationServer,
  startMisbehavingTokenEndpoint,
  startSut,
} from "../tools/servers/index.ts";
import { type Watch, watchProcesses } from "./canaries/processes.ts";
import { call, canary, lookAround, runScenario, type Scenario } from "./canaries/scenario.ts";
import type { Canary } from "./canaries/search.ts";
import { fixture } from "./testcar.ts";

const CLUSTER = "https://kubernetes.default.svc";
const { privateKey: clusterKey, publicKey } = await generateKeyPair("ES256");

/** Where secrets are that files hold from the beginning. */
const given = mkdtempSync(join(tmpdir(), "canaries-"));
const post = canary("the secret of the client with client_secret_post");
const basic = canary("the secret of the client with client_secret_basic");
const dpop = canary("the secret of the client with DPoP");
const tenant = canary("a secret parameter");
const env = { POST: post.value, BASIC: basic.value, DPOP: dpop.value, TENANT: tenant.value };

let watch: Watch;
let certificates: Certificates;
let server: AuthorizationServer;
let secure: AuthorizationServer;
const suts: Sut[] = [];

const lookOn = { onRequest: () => lookAround(watch) };
const startService = async (options: Parameters<typeof startSut>[0]): Promise<Sut> => {
  const sut = await startSut({ ...options, ...lookOn });
  suts.push(sut);
  return sut;
};

beforeAll(async () => {
  watch = watchProcesses();
  certificates = await createCertificates();
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: "ES256", kid: "cluster" }] };
  const trustedIssuers = [{ issuer: CLUSTER, jwks }];
  const clients = [
    { clientId: "posting", clientSecret: post.value },
    { clientId: "basic", clientSecret: basic.value, authentication: "client_secret_basic" } as const,
    { clientId: "proving", clientSecret: dpop.value, dpop: true },
  ];
  server = await startAuthorizationServer({ trustedIssuers, clients });
  secure = await startAuthorizationServer({ certificates });
});
afterAll(async () => {
  watch?.[Symbol.dispose]();
  await Promise.all([...suts, secure, server, certificates].map((started) => started?.stop()));
  rmSync(given, { recursive: true, force: true });
});

/** The plugin, as the client whose secret is in the environment of the agent. */
const oauth = (options: object = {}) => [
  "oauth",
  {
    issuer: server.issuer,
    clientId: "posting",
    clientSecret: "${env:POST}",
    authentication: "client_secret_post",
    ...options,
  },
];
const noSecret = { clientSecret: undefined, authentication: undefined };

const write = (name: string, text: string): string => {
  const path = join(given, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};

const assertion = (expiresIn: string): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: "ES256", kid: "cluster" })
    .setIssuer(CLUSTER)
    .setSubject("system:serviceaccount:shop:testcar")
    .setAudience(server.issuer)
    .setJti(crypto.randomUUID())
    .setIssuedAt("-2h")
    .setExpirationTime(expiresIn)
    .sign(clusterKey);

/** The end of a key, which is its own: how it begins depends on its kind. */
const keyIn = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, "").slice(-64);

/** What a service was shown. */
const tokensOf = (services: readonly Sut[]): readonly Canary[] =>
  services
    .flatMap((service) => service.seen())
    .flatMap(({ headers }) => [headers.authorization, headers["dpop"]].flat())
    .flatMap((header) => (header === undefined ? [] : [header.split(" ").at(-1) ?? ""]))
    .map((value) => ({ name: "a token", value }));

/** Runs it, and fails where a secret is found. */
async function expectSecrecy(exitCode: number, scenario: Scenario): Promise<string> {
  const { code, leaks, stdout, stderr } = await runScenario(scenario, watch);
  if (code !== exitCode) throw new Error(`ended with ${code}\n${stdout}\n${stderr}`);
  expect(leaks).toEqual([]);
  return stdout;
}

test.concurrent("each way to a token, all of them in one run", async () => {
  const { privateKey } = server.clients;
  const cert = certificates.client;
  const [first, second, broken] = [await assertion("1h"), await assertion("1h"), privateKey.pem];
  const ways: readonly object[] = [
    {},
    { clientId: "basic", clientSecret: "${env:BASIC}", authentication: "client_secret_basic" },
    { parameters: { tenant: "${env:TENANT}" } },
    { clientId: "proving", clientSecret: "${env:DPOP}", dpop: true },
    {
      ...noSecret,
      clientId: privateKey.clientId,
      authentication: "private_key_jwt",
      privateKey: `\${file:${write("key.pem", broken)}}`,
    },
    {
      ...noSecret,
      issuer: secure.issuer,
      clientId: secure.clients.tls.clientId,
      authentication: "tls_client_auth",
      certificate: cert.certFile,
      certificateKey: cert.keyFile,
      ca: certificates.ca.certFile,
    },
    { grant: "jwt_bearer", assertionFile: write("assertion", `${first}\n`) },
    { grant: "token_exchange", subjectTokenFile: write("subject", `${second}\n`) },
    { scope: "api:typo" },
  ];
  const services = await Promise.all(
    ways.map((options) => startService("certificate" in options ? secure : server)),
  );
  const stdout = await expectSecrecy(0, {
    plugins: ways.map((options, index) =>
      oauth({ as: `way-${index}`, origins: [services[index]?.url], ...options }),
    ),
    test: services.map(({ url }) => call(`${url}/orders`)),
    env,
    canaries: [
      post,
      basic,
      dpop,
      tenant,
      { name: "the private key", value: keyIn(privateKey.pem) },
      { name: "the private key's number", value: String(privateKey.jwk.d) },
      { name: "the key of the certificate", value: keyIn(cert.key) },
      { name: "the assertion", value: first },
      { name: "the subject token", value: second },
    ],
    obtained: () => tokensOf(services),
  });
  expect(services.map((service) => service.seen().map(({ status }) => status))).toEqual(
    ways.map(() => [200]),
  );
  // Which the server drops without a word.
  expect(stdout).toContain("TESTCAR_OAUTH_SCOPES");
});

const { token, html, oauthError } = behaviours;

/** For what would be tried again for half a minute. */
const brief = { deadline: 4000 };

/** What a token endpoint may do wrong, mostly with a token in its hand. */
const misbehaviours: readonly (readonly [string, behaviours.Behaviour, object?])[] = [
  ["NOT_JSON", html(200)],
  ["UNAVAILABLE", html(503, { "retry-after": "60" })],
  ["NOT_JSON", behaviours.notJson],
  ["STATUS", token({}, { status: 201 })],
  ["REFUSED", token({}, { status: 400 })],
  ["REFUSED", token({ error: behaviours.CANARY_TOKEN }, { status: 400 })],
  ["TOKEN_TYPE", token({ token_type: "mac" })],
  ["TOKEN_TYPE", token({ token_type: behaviours.CANARY_TOKEN })],
  ["ANSWER", token({ access_token: [behaviours.CANARY_TOKEN] })],
  ["ANSWER", token({ scope: [behaviours.CANARY_TOKEN] })],
  ["CLIENT_REFUSED", behaviours.challenge()],
  ["GRANT_REFUSED", oauthError("invalid_grant")],
  ["REDIRECT", behaviours.redirect("http://127.0.0.1:1/login")],
  ["TIMEOUT", behaviours.slowHeaders, brief],
  ["TIMEOUT", behaviours.slowBody, brief],
  ["CUT_OFF", behaviours.resetMidBody, brief],
  ["UNREACHABLE", behaviours.reset, brief],
  ["BUSY", behaviours.tooMany(60)],
];

test.concurrent.each(["json", "text"] as const)(
  "each refusal, all of them in one run, told as %s",
  async (format) => {
    await using servers = new AsyncDisposableStack();
    const old = await assertion("-1h");
    const wrong = canary("the wrong secret");
    const key = server.clients.privateKey.pem;
    const broken = write(`${format}.pem`, key.replace("BEGIN PRIVATE", "BEGIN"));
    const start = async (options: Parameters<typeof startMisbehavingTokenEndpoint>[0]) =>
      servers.use(await startMisbehavingTokenEndpoint(options));
    const expired = await start({ tls: { certificate: certificates.expiredServer } });
    const ca = certificates.ca.certFile;
    const refusals: (readonly [string, object])[] = [
      ["CLIENT_REFUSED", { clientSecret: "${env:WRONG}" }],
      ["CLIENT_REFUSED", { clientId: "nobody" }],
      ["SCOPE_REFUSED", { scope: "api:admin" }],
      ["SCOPES", { scope: "api:typo", requireScopes: true }],
      ["TARGET_REFUSED", { resource: "https://nowhere.example" }],
      ["GRANT_REFUSED", { grant: "jwt_bearer", assertionFile: write(`${format}-old`, old) }],
      [
        "KEY",
        { ...noSecret, clientId: "a", authentication: "private_key_jwt", privateKey: `\${file:${broken}}` },
      ],
      ["TLS", { issuer: secure.issuer }],
      ["TLS", { issuer: undefined, tokenEndpoint: expired.tokenEndpoint, ca }],
      [
        "UNREACHABLE",
        { issuer: undefined, tokenEndpoint: `http://127.0.0.1:${await closedPort()}/token`, ...brief },
      ],
    ];
    for (const [code, behaviour, options] of misbehaviours) {
      const { tokenEndpoint } = await start({
        behaviour: (request, response) => {
          lookAround(watch);
          behaviour(request, response);
        },
      });
      refusals.push([code, { issuer: undefined, tokenEndpoint, ...options }]);
    }
    const stdout = await expectSecrecy(4, {
      plugins: refusals.map(([, options], index) => oauth({ as: `no-${index}`, origins: [], ...options })),
      env: { ...env, WRONG: wrong.value },
      canaries: [
        post,
        wrong,
        { name: "the assertion", value: old },
        { name: "the private key", value: keyIn(key) },
        { name: "the token that should not be", value: behaviours.CANARY_TOKEN },
      ],
      format,
    });
    // All of them are told at once; a record has room for some of them.
    const told = [...stdout.matchAll(/TESTCAR_(?:OAUTH|CREDENTIAL)_(\w+)\)/g)].map(([, code]) => code);
    if (format === "json") return;
    expect(told).toHaveLength(refusals.length);
    // How an attempt ends that is cut short by a deadline depends on what else the machine does.
    const sure = refusals.filter(([, options]) => !("deadline" in options));
    expect(told).toEqual(expect.arrayContaining(sure.map(([code]) => code)));
  },
);

test.concurrent("what heals, and a life of nothing", async () => {
  await using busy = await startMisbehavingTokenEndpoint({ behaviour: behaviours.times(1, html(503)) });
  await using later = await startMisbehavingTokenEndpoint({
    behaviour: behaviours.times(1, behaviours.tooMany(1)),
  });
  await using brief = await startMisbehavingTokenEndpoint({ behaviour: token({ expires_in: 0 }) });
  const at = ({ tokenEndpoint }: { readonly tokenEndpoint: string }, as: string) =>
    oauth({ as, origins: [], issuer: undefined, tokenEndpoint });
  const stdout = await expectSecrecy(0, {
    plugins: [at(busy, "busy"), at(later, "later"), at(brief, "brief")],
    env,
    canaries: [post, { name: "the token", value: behaviours.CANARY_TOKEN }],
  });
  expect(stdout).toContain("TESTCAR_OAUTH_EXPIRY");
  expect([busy.hits(), later.hits(), brief.hits()]).toEqual([2, 2, 1]);
});

test.concurrent("the service answers 401", async () => {
  const strict = await startService({ ...server, scope: "api:write" });
  await expectSecrecy(1, {
    plugins: [oauth({ scope: "api:read" })],
    target: strict.url,
    test: [call(`${strict.url}/orders`)],
    env,
    canaries: [post],
    obtained: () => tokensOf([strict]),
  });
  expect(strict.seen()).toMatchObject([{ status: 401 }]);
});

test.concurrent("a test that prints its token in every way", async () => {
  const sut = await startService(server);
  const stdout = await expectSecrecy(1, {
    plugins: [oauth({ environment: { token: "API_TOKEN", tokenFile: "API_TOKEN_FILE" } })],
    target: sut.url,
    test: [call(`${sut.url}/orders`), `node ${fixture("programs/prints-token.js")} API_TOKEN`],
    env,
    canaries: [post],
    obtained: () => tokensOf([sut]),
    isInEnvironment: true,
  });
  expect(sut.seen()).toHaveLength(1);
  expect(stdout).toContain("authorization: Bearer [secret]");
});

test.concurrent("an Artillery script whose requests are refused", async () => {
  const strict = await startService({ ...server, scope: "api:write" });
  await expectSecrecy(1, {
    plugins: [oauth({ scope: "api:read" })],
    target: strict.url,
    script: `config: { phases: [{ duration: 1, arrivalCount: 1 }], plugins: { expect: {} } }
scenarios:
  - flow:
      - get: { url: "/orders", expect: { statusCode: 200 } }
`,
    env: { ...env, DEBUG: "http,http:*" },
    canaries: [post],
    obtained: () => tokensOf([strict]),
  });
  expect(strict.seen()[0]?.headers.authorization).toMatch(/^Bearer eyJ/);
});

// Alone, as its token lives some seconds only.
test("a token that ends in the middle of a test, and cannot be renewed", async () => {
  const behaviour = behaviours.sequence(token({ expires_in: 5 }), token({ token_type: "mac" }));
  await using moody = await startMisbehavingTokenEndpoint({ behaviour });
  const stdout = await expectSecrecy(0, {
    plugins: [oauth({ issuer: undefined, tokenEndpoint: moody.tokenEndpoint })],
    target: "http://127.0.0.1:9",
    test: [`node ${fixture("programs/asks-until-refused.js")} http://127.0.0.1:9`],
    env,
    canaries: [post, { name: "the token", value: behaviours.CANARY_TOKEN }],
  });
  expect(stdout).toContain("TESTCAR_CREDENTIAL_EXPIRED");
});
