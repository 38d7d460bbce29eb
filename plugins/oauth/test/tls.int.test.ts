import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type AuthorizationServer,
  type Certificates,
  createCertificates,
  startAuthorizationServer,
  startMisbehavingTokenEndpoint,
} from "../../../tools/servers/index.ts";
import { CANARY_SECRET, expectNoCanary } from "./canaries.ts";
import { secret, startRun } from "./obtain.ts";

let certificates: Certificates;
let server: AuthorizationServer;
beforeAll(async () => {
  certificates = await createCertificates();
  server = await startAuthorizationServer({ certificates });
});
afterAll(async () => {
  await server?.stop();
  await certificates?.stop();
});

const secretClient = () => ({ clientId: "testcar", clientSecret: secret(CANARY_SECRET) });

describe("https", () => {
  test("with a private authority needs its file", async () => {
    const { clientId, clientSecret } = server.clients.basic;
    const options = { issuer: server.issuer, clientId, clientSecret: secret(clientSecret) };
    await using run = await startRun();
    await run.obtain({ ...options, ca: certificates.ca.certFile });

    await using other = await startRun();
    const error = await other.fail(options);
    expect(error).toMatchObject({ code: "TESTCAR_OAUTH_TLS", hint: expect.stringMatching(/ca: /) });
    expect(error.message).toMatch(/authority that is not known here/);
    expect(other.logged()).toBe("");
    expectNoCanary(other, error, clientSecret);
  });

  test.each([
    ["tls_client_auth", () => ({ ...server.clients.tls }), () => certificates.client],
    [
      "self_signed_tls_client_auth",
      () => ({ ...server.clients.selfSignedTls }),
      () => certificates.selfSignedClient,
    ],
  ] as const)("shows a certificate: %s", async (authentication, client, certificate) => {
    await using run = await startRun();
    const { certFile, keyFile } = certificate();
    const options = { issuer: server.issuer, ca: certificates.ca.certFile, authentication, ...client() };
    const credential = await run.obtain({ ...options, certificate: certFile, certificateKey: keyFile });
    expect((await credential.current()).tokenType).toBe("Bearer");

    const wrong = authentication === "tls_client_auth" ? certificates.selfSignedClient : certificates.client;
    await using other = await startRun();
    const error = await other.fail({
      ...options,
      certificate: wrong.certFile,
      certificateKey: wrong.keyFile,
    });
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_CLIENT_REFUSED",
      message: expect.stringContaining(authentication),
    });
  });

  test.each([
    ["expired", () => certificates.expiredServer, () => certificates.ca.certFile, /has expired/],
    [
      "signed by itself",
      () => certificates.selfSignedServer,
      () => certificates.ca.certFile,
      /signed by itself/,
    ],
  ])("with a certificate that is %s is refused", async (_what, certificate, ca, message) => {
    await using bad = await startMisbehavingTokenEndpoint({ tls: { certificate: certificate() } });
    await using run = await startRun();
    const error = await run.fail({ ...secretClient(), tokenEndpoint: bad.tokenEndpoint, ca: ca() });
    expect(error).toMatchObject({ code: "TESTCAR_OAUTH_TLS", message: expect.stringMatching(message) });
    expect(bad.hits()).toBe(0);
    expectNoCanary(run, error);
  });

  test("where there is only http is told", async () => {
    await using plain = await startMisbehavingTokenEndpoint();
    await using run = await startRun();
    const error = await run.fail({
      ...secretClient(),
      tokenEndpoint: plain.tokenEndpoint.replace("http:", "https:"),
    });
    expect(error).toMatchObject({
      code: "TESTCAR_OAUTH_TLS",
      message: expect.stringMatching(/does not speak TLS/),
    });
  });

  test.each([
    ["ca", () => ({ ca: "nowhere.pem" }), /ca: .*nowhere\.pem cannot be used: no such file/],
    ["ca", () => ({ ca: certificates.client.keyFile }), /ca: .* there is no certificate/],
    [
      "certificateKey",
      () => ({ certificate: certificates.client.certFile, certificateKey: certificates.ca.keyFile }),
      /certificateKey: .*not the key .* of the certificate/,
    ],
  ])(
    "with a file that cannot be used for %s is told before anything is sent",
    async (_what, files, message) => {
      await using run = await startRun();
      const error = await run.fail({ ...secretClient(), issuer: server.issuer, ...files() });
      expect(error).toMatchObject({ code: "TESTCAR_OAUTH_FILE", message: expect.stringMatching(message) });
    },
  );
});
