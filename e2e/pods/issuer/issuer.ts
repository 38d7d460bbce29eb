// The authorization server of the pod: oidc-provider, with one client, who knows the secret that is mounted.
import { readFileSync } from "node:fs";
import { startAuthorizationServer } from "../../../tools/servers/index.ts";

const clientSecret = readFileSync("/run/secrets/oauth/client", "utf8");
const { issuer } = await startAuthorizationServer({
  port: 9000,
  clients: [{ clientId: "testcar", clientSecret, authentication: "client_secret_basic" }],
});
process.stdout.write(`${issuer}\n`);
process.on("SIGTERM", () => process.exit(0));
