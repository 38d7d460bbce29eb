// npm run bench:preflight: what it costs to get a token from behind Kerberos before the tests, keytab → KDC → Negotiate → Apache →
// oidc-provider → token, beside a plain client doing the same exchanges. With --write it also writes docs/performance.md.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { startKdc, startProtectedTokenService } from "../tools/servers/index.ts";
import { writeTable } from "./page.js";
import { median } from "./sample.js";

const ROUNDS = 11;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bench-preflight-"));
const kdc = await startKdc();
const { name, keytab } = await kdc.addPrincipal("testcar");
const service = await startProtectedTokenService({ kdc, allowedPrincipals: [name] });
const { clientId, clientSecret } = service.clients.post;

const config = join(folder, "testcar.config.json");
const principal = { principal: name, keytab, config: kdc.env.KRB5_CONFIG };
const client = {
  issuer: service.issuer,
  clientId,
  clientSecret: "${env:CLIENT_SECRET}",
  through: "kerberos",
};
const plugins = [["kerberos", principal], ["oauth", client], path("preflight-plugin.js")];
writeFileSync(config, JSON.stringify({ tests: ".", target: "http://127.0.0.1:9", plugins }));

/** Milliseconds that a program took, and what it said of itself. */
async function measure(args, env) {
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, CLIENT_SECRET: clientSecret, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said, ended] = await Promise.all([
    text(child.stdout),
    new Promise((done) => child.once("exit", done)),
  ]);
  const whole = performance.now() - start;
  if (ended !== 0) throw new Error(`${args[0]} ended with ${ended}: ${said}`);
  return { whole, said };
}

async function testcar() {
  const stages = join(folder, "stages.json");
  const { whole } = await measure([path("../packages/cli/bin/testcar.js"), "run", "--config", config], {
    STAGES_FILE: stages,
  });
  return { whole, ...JSON.parse(readFileSync(stages, "utf8")) };
}
async function plain() {
  const { whole, said } = await measure([path("plain-client.js")], {
    ...kdc.env,
    KRB5_CLIENT_KTNAME: keytab,
    KRB5CCNAME: "MEMORY:",
    ISSUER: service.issuer,
    CLIENT_ID: clientId,
  });
  return { whole, ...JSON.parse(said) };
}

const times = { run: [], preflight: [], client: [], first: [], second: [] };
try {
  // Everybody's caches are warm.
  await testcar();
  await plain();
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours = await testcar();
    times.run.push(ours.whole);
    times.preflight.push(ours.preflight);
    const theirs = await plain();
    times.client.push(theirs.whole);
    times.first.push(theirs.first);
    times.second.push(theirs.second);
  }
} finally {
  await service.stop();
  await kdc.stop();
  rmSync(folder, { recursive: true, force: true });
}

const rows = [];
function row(what, ours, theirs) {
  const [a, b] = [median(ours), median(theirs)];
  const cells = [what, `${a.toFixed(0)} ms`, `${b.toFixed(0)} ms`, (a / b).toFixed(2)];
  rows.push(cells);
  console.log(cells.join("  "));
}
row("the whole process, from its start to its end", times.run, times.client);
row(
  "preflight, beside the client's first token with the loading of its libraries",
  times.preflight,
  times.first,
);
row("preflight, beside the client's second token: what the servers take", times.preflight, times.second);

if (process.argv.includes("--write"))
  writeTable("npm run bench:preflight -- --write", ["what", "Testcar", "a plain client", "ratio"], rows);
