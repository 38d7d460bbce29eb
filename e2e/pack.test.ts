import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readLog } from "@testcar/report";
import { buildPackages, installPackages, linkFromRepository } from "../scripts/install-packages.js";
import { startKdc, startProtectedTokenService, startSut } from "../tools/servers/index.ts";

const script = (target: string): string => `config:
  target: ${target}
  phases: [{ duration: 1, arrivalCount: 1 }]
scenarios: [{ flow: [{ get: { url: / } }] }]
`;

describe("the packages, packed and installed in an empty folder", () => {
  let folder = "";
  let server: Server | undefined;

  beforeAll(async () => {
    buildPackages();
    folder = installPackages();
    server = createServer((_request, response) => response.end("ok"));
    await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    mkdirSync(join(folder, "tests"));
    writeFileSync(join(folder, "tests/smoke.yml"), script(`http://127.0.0.1:${port}`));
    writeFileSync(join(folder, "testcar.config.yaml"), "tests: ./tests\nplugins:\n  - artillery-runner\n");
  }, 120_000);

  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  // Not spawnSync: the service under test lives in this process.
  async function testcar(...args: readonly string[]) {
    const { execa } = await import("execa");
    const { TESTCAR_CONFIG: _config, ...env } = process.env;
    const options = { cwd: folder, env, extendEnv: false, reject: false } as const;
    return execa(join(folder, "node_modules/.bin/testcar"), [...args], options);
  }

  it("run a real Artillery script and give its verdict", async () => {
    const { stdout, stderr, exitCode } = await testcar("run");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(readLog(stdout)).toMatchObject({ verdict: "passed", completeness: "complete" });
  }, 60_000);

  it("say how to install Artillery when it is not there", async () => {
    renameSync(join(folder, "node_modules/artillery"), join(folder, "artillery-elsewhere"));
    const { stdout, stderr, exitCode } = await testcar("run");
    renameSync(join(folder, "artillery-elsewhere"), join(folder, "node_modules/artillery"));
    expect({ exitCode, stderr }).toEqual({ exitCode: 6, stderr: "" });
    const { verdict, tests } = readLog(stdout);
    expect(verdict).toBe("error");
    expect(tests[0]?.reasons[0]).toMatchObject({
      code: "TESTCAR_ARTILLERY_NOT_INSTALLED",
      hint: expect.stringContaining("npm install"),
    });
  }, 60_000);

  it("get a token from behind Kerberos, once the native module is there, and say what is missing before", async () => {
    await using kdc = await startKdc();
    const { name, keytab } = await kdc.addPrincipal("testcar");
    await using service = await startProtectedTokenService({ kdc, allowedPrincipals: [name] });
    await using sut = await startSut(service);
    const { clientId, clientSecret } = service.clients.post;
    const kerberos = { principal: name, keytab, config: kdc.env.KRB5_CONFIG };
    const oauth = { issuer: service.issuer, clientId, clientSecret: "${file:secret}", through: "kerberos" };
    const plugins = ["artillery-runner", ["kerberos", kerberos], ["oauth", oauth]];
    writeFileSync(join(folder, "secret"), clientSecret);
    writeFileSync(join(folder, "chain.json"), JSON.stringify({ tests: "./chain", plugins }));
    mkdirSync(join(folder, "chain"));
    writeFileSync(join(folder, "chain/smoke.yml"), script(sut.url));
    const chain = ["run", "--config", "chain.json", "--target", sut.url];

    const without = await testcar(...chain);
    expect({ exitCode: without.exitCode, reasons: readLog(without.stdout).finished?.reasons }).toMatchObject({
      exitCode: 4,
      reasons: [
        { code: "TESTCAR_KERBEROS_MODULE_MISSING", hint: expect.stringContaining("libkrb5-dev") },
        { code: "TESTCAR_CREDENTIAL_SKIPPED" },
      ],
    });

    linkFromRepository(folder, "kerberos");
    const { exitCode, stdout, stderr } = await testcar(...chain);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(readLog(stdout)).toMatchObject({ verdict: "passed", completeness: "complete" });
    expect(sut.seen().map(({ status }) => status)).toEqual([200]);

    const listed = await testcar("plugins", "--config", "chain.json", "--format", "json");
    const { plugins: used }: { readonly plugins: readonly { readonly path: string }[] } = JSON.parse(
      listed.stdout,
    );
    for (const plugin of ["kerberos", "oauth"])
      expect(used.map(({ path }) => path)).toContain(
        join(folder, `node_modules/@testcar/plugin-${plugin}/dist/index.js`),
      );
    // They are in the bundles.
    for (const library of ["openid-client", "undici"])
      expect(existsSync(join(folder, "node_modules", library))).toBe(false);
  }, 60_000);

  it("share one copy of the core", async () => {
    const { stdout } = await testcar("plugins", "--format", "json");
    const plugins: readonly { readonly path: string | null }[] = JSON.parse(stdout).plugins;
    expect(plugins.map(({ path }) => path)).toContain(
      join(folder, "node_modules/@testcar/plugin-artillery-runner/dist/index.js"),
    );
    expect(
      spawnSync("find", [folder, "-path", "*/@testcar/core/package.json"], {
        encoding: "utf8",
      }).stdout.trim(),
    ).toBe(join(folder, "node_modules/@testcar/core/package.json"));
  });

  it("carry their licence and the notices of what is bundled, and no build information", () => {
    for (const name of readdirSync(join(folder, "node_modules/@testcar"))) {
      const files = readdirSync(join(folder, "node_modules/@testcar", name), { recursive: true }).map(String);
      expect(files).toContain("LICENSE");
      expect(files.filter((file) => file.endsWith(".tsbuildinfo"))).toEqual([]);
    }
    expect(
      readFileSync(join(folder, "node_modules/@testcar/core/dist/THIRD-PARTY-NOTICES.txt"), "utf8"),
    ).toContain("execa");
  });
});
