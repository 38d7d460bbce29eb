// Whatever happens on the way to a ticket, and through it to a token, nobody finds a secret.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { listen } from "../tools/servers/http.ts";
import {
  closedPort,
  type Kdc,
  type Principal,
  startApache,
  startBlackHole,
  startKdc,
  startProtectedTokenService,
  startSpnegoSut,
  startSut,
} from "../tools/servers/index.ts";
import { type Watch, watchProcesses } from "./canaries/processes.ts";
import { call, canary, lookAround, runScenario, type Scenario } from "./canaries/scenario.ts";
import type { Canary } from "./canaries/search.ts";
import { fixture } from "./testcar.ts";

/** Where secrets are that files hold from the beginning. */
const given = mkdtempSync(join(tmpdir(), "canaries-"));
const password = canary("the password");
const wrong = canary("the wrong password");
const client = canary("the client's secret");
const env = { PASSWORD: password.value, WRONG: wrong.value, CLIENT_SECRET: client.value };

let watch: Watch;
let kdc: Kdc;
let testcar: Principal;
let typist: Principal;

beforeAll(async () => {
  watch = watchProcesses();
  kdc = await startKdc();
  testcar = await kdc.addPrincipal("testcar");
  typist = await kdc.addPrincipal("typist", { password: password.value });
  await kdc.service();
});
afterAll(async () => {
  watch?.[Symbol.dispose]();
  await kdc?.stop();
  rmSync(given, { recursive: true, force: true });
});

const config = () => kdc.env.KRB5_CONFIG;
const kerberos = (options: object = {}) => [
  "kerberos",
  { principal: testcar.name, keytab: testcar.keytab, config: config(), ...options },
];
const byPassword = (principal: string, name: string, options: object = {}) =>
  kerberos({ principal, keytab: undefined, password: `\${env:${name}}`, ...options });
const through = (tokenEndpoint: string, as: string, needed: string, options: object = {}) => [
  "oauth",
  {
    as,
    origins: [],
    tokenEndpoint,
    clientId: "canary",
    clientSecret: "${env:CLIENT_SECRET}",
    through: needed,
    ...options,
  },
];
const clients = [{ clientId: "canary", clientSecret: client.value }];

/** The first key of a keytab: its type (AES-256, 18) and its length, 32 bytes, stand before it. */
const keyIn = (keytab: string): Canary => {
  const content = readFileSync(keytab, "latin1");
  const start = content.indexOf("\x00\x12\x00\x20") + 4;
  return { name: `the key in ${keytab}`, value: content.slice(start, start + 32) };
};

/** Runs it, and fails where a secret is found. */
async function expectSecrecy(exitCode: number, scenario: Scenario): Promise<string> {
  const { code, leaks, stdout, stderr } = await runScenario(scenario, watch);
  if (code !== exitCode) throw new Error(`ended with ${code}\n${stdout}\n${stderr}`);
  expect(leaks).toEqual([]);
  return stdout;
}

test.concurrent("two identities and two clients in one run: directly, and through a token service", async () => {
  await using servers = new AsyncDisposableStack();
  const cache = join(given, "own.ccache");
  await kdc.kinit(testcar.name, { cache, keytab: testcar.keytab });
  const other = canary("the other client's secret");
  const service = servers.use(
    await startProtectedTokenService({
      kdc,
      clients: [...clients, { clientId: "other", clientSecret: other.value }],
    }),
  );
  const first = servers.use(await startSpnegoSut({ kdc, allowedPrincipals: [testcar.name] }));
  const second = servers.use(await startSpnegoSut({ kdc, allowedPrincipals: [typist.name] }));
  const third = servers.use(await startSpnegoSut({ kdc, allowedPrincipals: [testcar.name] }));
  const look = { onRequest: () => lookAround(watch) };
  const bearer = servers.use(await startSut({ ...service, ...look }));
  const partner = servers.use(await startSut({ ...service, ...look }));
  const { tokenEndpoint } = service;
  const targets = [bearer, partner, first, second, third, first, second];
  await expectSecrecy(0, {
    plugins: [
      through(tokenEndpoint, "mine", "testcar", { origins: [bearer.url] }),
      through(tokenEndpoint, "theirs", "typist", {
        origins: [partner.url],
        clientId: "other",
        clientSecret: "${env:OTHER_SECRET}",
      }),
      kerberos({ as: "testcar", origins: [first.url], environment: { cache: "KRB5CCNAME" } }),
      byPassword(typist.name, "PASSWORD", { as: "typist", origins: [second.url] }),
      kerberos({ as: "cached", keytab: undefined, cache, origins: [third.url] }),
    ],
    test: ["klist", ...targets.map(({ url }) => call(`${url}/orders`))],
    env: { ...env, OTHER_SECRET: other.value },
    canaries: [password, client, other, keyIn(testcar.keytab)],
    obtained: () =>
      [...bearer.seen(), ...partner.seen()].map(({ headers }) => ({
        name: "a token",
        value: headers.authorization?.split(" ").at(-1) ?? "",
      })),
  });
  const principals = [first, second, third].map((sut) =>
    sut.seen().map(({ headers }) => headers["x-remote-user"]),
  );
  expect(principals).toEqual([[testcar.name, testcar.name], [typist.name, typist.name], [testcar.name]]);
  const claims = [bearer, partner].map((sut) =>
    sut.seen().map(({ status, headers }) => {
      const { client_id, principal } = decodeJwt(headers.authorization?.split(" ").at(-1) ?? "");
      return { status, client_id, principal };
    }),
  );
  expect(claims).toEqual([
    [{ status: 200, client_id: "canary", principal: testcar.name }],
    [{ status: 200, client_id: "other", principal: typist.name }],
  ]);
});

test.concurrent.each(["json", "text"] as const)(
  "each refusal, all of them in one run, told as %s",
  async (format) => {
    await using servers = new AsyncDisposableStack();
    const name = (what: string): string => `${what}-${format}`;
    const path = (what: string): string => join(given, name(what));
    const realmAt = (port: number, what: string): string => {
      const text = readFileSync(config(), "utf8").replaceAll(`:${kdc.port}`, `:${port}`);
      writeFileSync(path(what), text);
      return path(what);
    };
    await kdc.addPrincipal(name("locked"), { password: password.value, locked: true });
    await kdc.addPrincipal(name("late"), { password: password.value, expiredPassword: true });
    const stale = await kdc.addPrincipal(name("stale"));
    await kdc.changeKey(name("stale"));
    const secretJunk = canary("what is no keytab");
    writeFileSync(path("junk"), secretJunk.value);
    await kdc.kinit(testcar.name, { cache: path("skewed"), keytab: testcar.keytab, faketime: "+10m" });
    const past = servers.use(await startKdc({ faketime: "-2h", ticketLife: 3600 }));
    const passed = await past.addPrincipal("past");
    await past.kinit(passed.name, { cache: path("expired"), keytab: passed.keytab, faketime: "-2h" });
    const silent = servers.use(await startBlackHole());

    const old = await kdc.service(`${name("rekeyed")}.test`);
    const upstream = "http://127.0.0.1:9";
    const boss = "boss@TESTCAR.TEST";
    const guard = async (options: object) => servers.use(await startApache({ kdc, upstream, ...options }));
    const [skewed, rekeyed, strict, down] = await Promise.all([
      guard({ faketime: "+10m" }),
      guard({ keytab: old.keytab }),
      guard({ allowedPrincipals: [boss] }),
      guard({}),
    ]);
    await kdc.changeKey(`HTTP/${name("rekeyed")}.test`);
    const lost = `http://localhost:${await closedPort()}`;
    const service = servers.use(await startProtectedTokenService({ kdc, clients }));

    const identities: readonly (readonly [string, readonly unknown[]])[] = [
      ["PASSWORD_WRONG", byPassword(typist.name, "WRONG", { as: "a" })],
      ["PRINCIPAL_UNKNOWN", byPassword(`nobody@${kdc.realm}`, "PASSWORD", { as: "b" })],
      ["ACCOUNT_LOCKED", byPassword(`${name("locked")}@${kdc.realm}`, "PASSWORD", { as: "c" })],
      ["PASSWORD_EXPIRED", byPassword(`${name("late")}@${kdc.realm}`, "PASSWORD", { as: "d" })],
      ["CACHE_MISSING", kerberos({ as: "e", keytab: undefined, cache: path("nowhere") })],
      ["KEYTAB_INVALID", kerberos({ as: "f", keytab: path("junk") })],
      ["CONFIG_MISSING", kerberos({ as: "g", config: path("nowhere.conf") })],
      ["KEY_STALE", kerberos({ as: "h", principal: stale.name, keytab: stale.keytab })],
      [
        "TICKET_EXPIRED",
        kerberos({ as: "i", principal: passed.name, keytab: undefined, cache: path("expired") }),
      ],
      [
        "KDC_UNREACHABLE",
        kerberos({ as: "j", config: realmAt(await closedPort(), "refused.conf"), deadline: 2000 }),
      ],
      ["KDC_SILENT", kerberos({ as: "k", config: realmAt(silent.port, "silent.conf"), deadline: 3000 })],
      ["CLOCK_SKEW", kerberos({ as: "l", keytab: undefined, cache: path("skewed"), origins: [strict.url] })],
    ];
    const services: readonly (readonly [string, readonly unknown[]])[] = [
      ["KERBEROS_SERVICE_CLOCK_SKEW", through(`${skewed.url}/token`, "n", "good")],
      ["KERBEROS_SERVICE_KEY", through(`${rekeyed.url}/token`, "o", "renamed")],
      ["KERBEROS_SERVICE_FORBIDDEN", through(`${strict.url}/token`, "p", "good")],
      ["OAUTH_UNAVAILABLE", through(`${down.url}/token`, "q", "good", { deadline: 2000 })],
      ["OAUTH_UNREACHABLE", through(`${lost}/token`, "r", "good", { deadline: 2000 })],
      ["OAUTH_CLIENT_REFUSED", through(service.tokenEndpoint, "s", "good", { clientId: "nobody" })],
    ];
    const stdout = await expectSecrecy(4, {
      plugins: [
        ...identities.map(([, [plugin, options]]) => [plugin, { origins: [], ...Object(options) }]),
        kerberos({ as: "good", origins: [] }),
        kerberos({ as: "renamed", origins: [], host: `${name("rekeyed")}.test` }),
        ...services.map(([, plugin]) => plugin),
      ],
      env,
      canaries: [password, wrong, client, secretJunk, keyIn(stale.keytab), keyIn(testcar.keytab)],
      format,
    });
    const told = [...stdout.matchAll(/TESTCAR_((?:OAUTH|KERBEROS|CREDENTIAL)_\w+)\)/g)].map(
      ([, code]) => code,
    );
    if (format === "json") return;
    expect(told).toHaveLength(identities.length + services.length);
    // How an attempt ends that is cut short by a deadline depends on what else the machine does.
    const isSure = ([, plugin]: readonly [string, readonly unknown[]]) => !("deadline" in Object(plugin[1]));
    const codes = [
      ...identities.filter(isSure).map(([code]) => `KERBEROS_${code}`),
      ...services.filter(isSure).map(([code]) => code),
    ];
    expect(told).toEqual(expect.arrayContaining(codes));
  },
);

// Alone, as its tokens live some seconds only.
test("a KDC that is lost in the middle of a test: the old token serves, then it is told, then it heals", async () => {
  await using own = await startKdc();
  const brief = await own.addPrincipal("brief", { maxLife: 9 });
  await using service = await startProtectedTokenService({ kdc: own, clients, tokenLife: 8 });
  await using sut = await startSut({ ...service, onRequest: () => lookAround(watch) });
  await using control = await listen((request, response) => {
    const done = request.url === "/halt" ? own.halt() : own.restart();
    void done.then(() => response.end());
  });
  const stdout = await expectSecrecy(0, {
    plugins: [
      kerberos({ principal: brief.name, keytab: brief.keytab, config: own.env.KRB5_CONFIG }),
      through(service.tokenEndpoint, "oauth", "kerberos", { origins: [sut.url] }),
    ],
    target: sut.url,
    test: [`node ${fixture("programs/outlives-kdc.js")} ${sut.url} ${control.url}`],
    env,
    canaries: [client, keyIn(brief.keytab)],
    obtained: () =>
      sut
        .seen()
        .flatMap(({ headers: { authorization } }) =>
          authorization === undefined ? [] : [{ name: "a token", value: authorization.slice(7) }],
        ),
  });
  expect(sut.seen().map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(stdout).toContain(`No KDC of the realm ${own.realm} can be reached`);
  expect(stdout).toContain("TESTCAR_CREDENTIAL_EXPIRED");
});
