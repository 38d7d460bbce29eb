import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import {
  type AuthorizationServer,
  type Sut,
  startAuthorizationServer,
  startSut,
} from "../../../tools/servers/index.ts";
import { secret, startRun } from "./obtain.ts";

let server: AuthorizationServer;
let sut: Sut;

beforeAll(async () => {
  server = await startAuthorizationServer();
  sut = await startSut(server);
});
afterAll(async () => {
  await sut?.stop();
  await server?.stop();
});

const withSecret = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) => ({
  clientId,
  clientSecret: secret(clientSecret),
});

describe("a client", () => {
  test.each([
    ["client_secret_basic", () => withSecret(server.clients.basic)],
    ["client_secret_post", () => withSecret(server.clients.post)],
    ["none", () => ({ clientId: server.clients.none.clientId })],
    [
      "private_key_jwt",
      () => ({
        clientId: server.clients.privateKey.clientId,
        privateKey: secret(server.clients.privateKey.pem),
        keyId: "client-key",
      }),
    ],
    [
      "private_key_jwt",
      () => ({
        clientId: server.clients.privateKey.clientId,
        privateKey: secret(JSON.stringify(server.clients.privateKey.jwk)),
      }),
    ],
  ] as const)("gets a token with %s, which the service under test takes", async (authentication, client) => {
    await using run = await startRun(sut.url);
    const credential = await run.obtain({
      issuer: server.issuer,
      authentication,
      ...client(),
      scope: "api:read",
    });
    const { headers, isReusable } = await credential.authorize({ url: sut.url, method: "GET" });
    expect(isReusable).toBe(true);
    expect((await fetch(sut.url, { headers })).status).toBe(200);
    const { accessToken, scope, tokenType } = await credential.current();
    expect(decodeJwt(accessToken.reveal())).toMatchObject({
      client_id: client().clientId,
      scope: "api:read",
    });
    expect({ scope, tokenType, warnings: run.warnings }).toEqual({
      scope: "api:read",
      tokenType: "Bearer",
      warnings: [],
    });
    expect(run.secrets).toContain(accessToken.reveal());
  });
});
