// The servers that the tests of credentials rest on, used by a client that knows nothing of Testcar: Debian's curl.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  behaviours,
  type Certificates,
  createCertificates,
  type Ended,
  execute,
  type Kdc,
  type Principal,
  type ProtectedTokenService,
  startAuthorizationServer,
  startKdc,
  startMisbehavingTokenEndpoint,
  startProtectedTokenService,
  startSpnegoSut,
  startSut,
} from "../tools/servers/index.ts";

/** The status and the JSON body of what curl prints with `-i`. */
function answer({ stdout }: Ended): { status: number; body: Record<string, unknown> } {
  const [head = "", body = ""] = stdout.split("\r\n\r\n");
  const status = Number(head.split(" ")[1]);
  return { status, body: body.startsWith("{") ? JSON.parse(body) : {} };
}

const curl = async (args: readonly string[], form: Record<string, string>, env = {}) =>
  answer(
    await execute(
      { file: "curl", args: ["-sS", "-i", "-d", "@-", ...args], env, user: {} },
      new URLSearchParams(form).toString(),
    ),
  );

describe("a token service behind Kerberos", () => {
  let kdc: Kdc;
  let principal: Principal;
  let service: ProtectedTokenService;
  let stranger: Principal;

  beforeAll(async () => {
    kdc = await startKdc();
    principal = await kdc.addPrincipal("testcar");
    stranger = await kdc.addPrincipal("stranger");
    service = await startProtectedTokenService({ kdc, allowedPrincipals: [principal.name] });
  });
  afterAll(async () => {
    await service?.stop();
    await kdc?.stop();
  });

  const form = () => ({
    grant_type: "client_credentials",
    scope: "api:read",
    client_id: service.clients.post.clientId,
    client_secret: service.clients.post.clientSecret,
  });
  const negotiate = (keytab: string, url = service.tokenEndpoint) =>
    curl(["--negotiate", "-u", ":", url], form(), {
      ...kdc.env,
      KRB5_CLIENT_KTNAME: keytab,
      KRB5CCNAME: "MEMORY:",
    });

  test("gives a token to a keytab's principal, and the service under test takes it", async () => {
    await using sut = await startSut({ ...service, scope: "api:read" });
    const { status, body } = await negotiate(principal.keytab);
    expect({ status, type: body["token_type"] }).toEqual({ status: 200, type: "Bearer" });

    const authorization = `Bearer ${String(body["access_token"])}`;
    expect((await fetch(sut.url, { headers: { authorization } })).status).toBe(200);
    expect((await fetch(sut.url)).status).toBe(401);
    expect(sut.seen().map((request) => request.problem)).toEqual([undefined, "no token"]);
    expect(service.requests()).toMatchObject([{ principal: "testcar@TESTCAR.TEST", status: 200 }]);
    expect(await kdc.issued()).toMatchObject([
      { exchange: "AS", client: "testcar@TESTCAR.TEST" },
      { exchange: "TGS", server: "HTTP/localhost@TESTCAR.TEST" },
    ]);
  });

  test("refuses who has no ticket, or may not pass", async () => {
    expect((await fetch(service.tokenEndpoint, { method: "POST" })).status).toBe(401);
    expect((await negotiate(stranger.keytab)).status).toBe(403);
  });

  test("refuses a forged principal", async () => {
    const headers = { "x-remote-user": principal.name };
    expect((await fetch(service.tokenEndpoint, { method: "POST", headers })).status).toBe(401);
  });

  test("serves the service under test directly, too", async () => {
    await using sut = await startSpnegoSut({ kdc });
    expect((await negotiate(principal.keytab, sut.url)).body).toEqual({ principal: principal.name });
    expect((await fetch(sut.url)).status).toBe(401);
    expect(sut.seen()).toHaveLength(1);
  });

  test("loses its KDC and gets it back", async () => {
    const kinit = () => kdc.kinit("testcar", { cache: `${kdc.directory}/lost`, keytab: principal.keytab });
    await kdc.halt();
    expect((await kinit()).stderr).toMatch("Cannot contact any KDC");
    await kdc.restart();
    expect(await kinit()).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("an authorization server over https", () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await createCertificates();
  });
  afterAll(() => certificates?.stop());

  test("knows clients by the certificates that they show", async () => {
    await using server = await startAuthorizationServer({ certificates });
    const { tls, selfSignedTls } = server.clients;
    const { ca, client, selfSignedClient } = certificates;
    const get = ({ clientId }: { clientId: string }, shown: typeof client) =>
      curl(
        ["--cacert", ca.certFile, "--cert", shown.certFile, "--key", shown.keyFile, server.tokenEndpoint],
        {
          grant_type: "client_credentials",
          client_id: clientId,
        },
      );
    expect(await get(tls, client)).toMatchObject({ status: 200 });
    expect(await get(selfSignedTls, selfSignedClient)).toMatchObject({ status: 200 });
    expect(await get(tls, selfSignedClient)).toMatchObject({
      status: 401,
      body: { error: "invalid_client" },
    });
    expect(server.requests().map(({ clientId }) => clientId)).toEqual([
      "tls-client",
      "self-signed-tls-client",
      "tls-client",
    ]);
  });

  test("has certificates that a client rightly refuses", async () => {
    const { ca, expiredServer, selfSignedServer } = certificates;
    const refusals = [expiredServer, selfSignedServer].map(async (certificate) => {
      await using server = await startMisbehavingTokenEndpoint({ tls: { certificate } });
      return (await execute({ file: "curl", args: ["-sS", "--cacert", ca.certFile, server.url] })).stderr;
    });
    expect(await Promise.all(refusals)).toEqual([
      expect.stringContaining("certificate has expired"),
      expect.stringContaining("self-signed certificate"),
    ]);
  });
});

test("a token endpoint misbehaves as it is told", async () => {
  const { html, times } = behaviours;
  await using server = await startMisbehavingTokenEndpoint({ behaviour: times(2, html(503)) });
  const statuses = [];
  for (let request = 0; request < 3; request += 1) {
    statuses.push((await fetch(server.tokenEndpoint, { method: "POST" })).status);
  }
  expect(statuses).toEqual([503, 503, 200]);
  expect(server.hits()).toBe(3);
});
