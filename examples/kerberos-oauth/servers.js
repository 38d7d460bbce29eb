// A Kerberos realm, an authorization server whose token endpoint wants Kerberos (behind Apache), and a service that wants its
// tokens: all real, on free ports of this machine. The first line says where the service is, and what the configuration takes
// from the environment.
import { startKdc, startProtectedTokenService, startSut } from "../../tools/servers/index.ts";

const kdc = await startKdc();
const { name, keytab } = await kdc.addPrincipal("testcar");
const server = await startProtectedTokenService({ kdc, allowedPrincipals: [name], tokenLife: 60 });
const sut = await startSut({ ...server, scope: "api:read" });
const env = {
  PRINCIPAL: name,
  KEYTAB: keytab,
  KRB5_CONFIG: kdc.env.KRB5_CONFIG,
  ISSUER: server.issuer,
  CLIENT_SECRET: server.clients.post.clientSecret,
};
process.stdout.write(`${JSON.stringify({ target: sut.url, env })}\n`);

process.once("SIGTERM", async () => {
  await sut.stop();
  await server.stop();
  await kdc.stop();
  process.exit();
});
