// An authorization server, and a service that wants its tokens: both real, on free ports of this machine. The first line says
// where the service is, and what the configuration takes from the environment.
import { startAuthorizationServer, startSut } from "../../tools/servers/index.ts";

const server = await startAuthorizationServer({ tokenLife: 60 });
const sut = await startSut({ ...server, scope: "api:read" });
const env = { ISSUER: server.issuer, CLIENT_SECRET: server.clients.basic.clientSecret };
process.stdout.write(`${JSON.stringify({ target: sut.url, env })}\n`);
