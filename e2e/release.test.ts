// Everything about publishing at once, as packing and installing take most of the time: `npm run release:rehearse`, and then
// what only the packages as they are installed can show.
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { readLog } from "@testcar/report";
import { execa } from "execa";
import { type Packed, problemsOf } from "../scripts/release/manifest-rules.ts";
import { userEnvironment } from "../scripts/release/user-environment.ts";
import { startKdc, startProtectedTokenService, startSut } from "../tools/servers/index.ts";

jest.setTimeout(600_000);

const root = fileURLToPath(new URL("../", import.meta.url));
const rehearsal = (...args: readonly string[]): readonly [string, readonly string[]] => [
  process.execPath,
  [join(root, "scripts/release/rehearse.ts"), ...args],
];

const script = (target: string): string => `config:
  target: ${target}
  phases: [{ duration: 1, arrivalCount: 1 }]
scenarios: [{ flow: [{ get: { url: / } }] }]
`;

const temporary = (): string => realpathSync(mkdtempSync(join(tmpdir(), "testcar-release-test-")));

describe("the release, rehearsed", () => {
  let folder = "";
  let installed = "";
  let output = "";
  let server: Server | undefined;
  let target = "";

  beforeAll(async () => {
    folder = temporary();
    installed = join(folder, "installed");
    const [program, args] = rehearsal("--keep", folder);
    const { exitCode, all } = await execa(program, args, { reject: false, all: true });
    if (exitCode !== 0) throw new Error(all);
    output = all;
    server = createServer((_request, response) => response.end("ok"));
    await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
    const address = server.address();
    target = `http://127.0.0.1:${typeof address === "object" ? address?.port : undefined}`;
  });

  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const testcar = (...args: readonly string[]) =>
    execa(join(installed, "node_modules/.bin/testcar"), args, {
      cwd: installed,
      env: userEnvironment(),
      extendEnv: false,
      reject: false,
    });

  it("publishes every package, and gives a verdict from an empty folder and with a stranger's plugin", () => {
    expect(output.split("\n").at(-1)).toBe("The release is rehearsed: published, installed, and passed.");
    const { packages }: { readonly packages: Readonly<Record<string, { readonly version: string }>> } =
      JSON.parse(readFileSync(join(installed, "package-lock.json"), "utf8"));
    const versions = ["cli", "core", "plugin-wait-for"].map(
      (name) => packages[`node_modules/@testcar/${name}`]?.version,
    );
    // The rehearsal brings something new to the core alone.
    expect(new Set(versions).size).toBeGreaterThan(1);
  });

  it("leaves no commit and no tag in the repository", () => {
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" });
    expect(git("log", "--all", "--fixed-strings", "--grep", "feat(core): rehearse a release")).toBe("");
    const made = execFileSync("git", ["tag"], { cwd: join(folder, "clone"), encoding: "utf8" }).trim();
    expect(made).toContain("@testcar/core@");
    const newCore = made.split("\n").findLast((tag) => tag.startsWith("@testcar/core@"));
    expect(git("tag").split("\n")).not.toContain(newCore);
  });

  it("says how to install Artillery when it is not there", async () => {
    renameSync(join(installed, "node_modules/artillery"), join(folder, "artillery-elsewhere"));
    const { stdout, stderr, exitCode } = await testcar("run", "--target", target);
    renameSync(join(folder, "artillery-elsewhere"), join(installed, "node_modules/artillery"));
    expect({ exitCode, stderr }).toEqual({ exitCode: 6, stderr: "" });
    const { verdict, tests } = readLog(stdout);
    expect(verdict).toBe("error");
    expect(tests[0]?.reasons[0]).toMatchObject({
      code: "TESTCAR_ARTILLERY_NOT_INSTALLED",
      hint: expect.stringContaining("npm install"),
    });
  });

  it("gets a token from behind Kerberos, once the native module is built, and says what is missing before", async () => {
    await using kdc = await startKdc();
    const { name, keytab } = await kdc.addPrincipal("testcar");
    await using service = await startProtectedTokenService({ kdc, allowedPrincipals: [name] });
    await using sut = await startSut(service);
    const { clientId, clientSecret } = service.clients.post;
    const kerberos = { principal: name, keytab, config: kdc.env.KRB5_CONFIG };
    const oauth = { issuer: service.issuer, clientId, clientSecret: "${file:secret}", through: "kerberos" };
    const plugins = ["artillery-runner", ["kerberos", kerberos], ["oauth", oauth]];
    writeFileSync(join(installed, "secret"), clientSecret);
    writeFileSync(join(installed, "chain.json"), JSON.stringify({ tests: "./chain", plugins }));
    mkdirSync(join(installed, "chain"));
    writeFileSync(join(installed, "chain/smoke.yml"), script(sut.url));
    const chain = ["run", "--config", "chain.json", "--target", sut.url];

    const without = await testcar(...chain);
    expect({ exitCode: without.exitCode, reasons: readLog(without.stdout).finished?.reasons }).toMatchObject({
      exitCode: 4,
      reasons: [
        { code: "TESTCAR_KERBEROS_MODULE_MISSING", hint: expect.stringContaining("libkrb5-dev") },
        { code: "TESTCAR_CREDENTIAL_SKIPPED" },
      ],
    });

    // To compile it takes half a minute, which the repository's set-up has spent.
    symlinkSync(join(root, "node_modules/kerberos/build"), join(installed, "node_modules/kerberos/build"));
    const { exitCode, stdout, stderr } = await testcar(...chain);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(readLog(stdout)).toMatchObject({ verdict: "passed", completeness: "complete" });
    expect(sut.seen().map(({ status }) => status)).toEqual([200]);

    const listed = await testcar("plugins", "--config", "chain.json", "--format", "json");
    const { plugins: used }: { readonly plugins: readonly { readonly path: string }[] } = JSON.parse(
      listed.stdout,
    );
    for (const plugin of ["artillery-runner", "kerberos", "oauth"])
      expect(used.map(({ path }) => path)).toContain(
        join(installed, `node_modules/@testcar/plugin-${plugin}/dist/index.js`),
      );
  });

  it("needs no library that is in a bundle, and brings the notices of those that are", () => {
    const ours = join(installed, "node_modules/@testcar");
    const bundled = ["execa", "openid-client", "winston", "cosmiconfig"];
    expect(readdirSync(join(installed, "node_modules")).filter((name) => bundled.includes(name))).toEqual([]);
    const notices = readFileSync(join(ours, "core/dist/THIRD-PARTY-NOTICES.txt"), "utf8");
    expect(notices).toContain("execa");
    const oauth: { readonly dependencies?: unknown } = JSON.parse(
      readFileSync(join(ours, "plugin-oauth/package.json"), "utf8"),
    );
    expect(oauth.dependencies).toBeUndefined();
  });
});

describe("the rehearsal, stopped", () => {
  let folder = "";
  beforeAll(() => {
    folder = temporary();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The command lines of the processes that work in the folder. */
  const working = (): readonly string[] =>
    readdirSync("/proc").flatMap((entry) => {
      try {
        if (!/^\d+$/.test(entry) || !readlinkSync(`/proc/${entry}/cwd`).startsWith(folder)) return [];
        return [readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    });

  it("leaves neither files nor processes", async () => {
    const [program, args] = rehearsal("--committed");
    const child = execa(program, args, { env: { TMPDIR: folder }, reject: false });
    // npm, which lerna starts: a process that outlives the one that the rehearsal started.
    let ended = false;
    void child.then(() => {
      ended = true;
    });
    while (!ended && !working().some((line) => line.startsWith("npm install")))
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { exitCode, stdout } = await child;
    expect({ exitCode, last: stdout.split("\n").at(-1) }).toEqual({
      exitCode: 130,
      last: "The release is not ready. This was stopped: Make versions, changelogs and tags: lerna version",
    });
    expect(working()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("npm run check:packages", () => {
  const manifest = {
    name: "@testcar/plugin-soap",
    version: "1.0.0",
    description: "Soap",
    license: "Apache-2.0",
    exports: { ".": "./dist/index.js" },
    files: ["dist"],
    engines: { node: ">=22" },
    publishConfig: { access: "public", provenance: true },
    peerDependencies: { "@testcar/core": "^1.0.0", artillery: ">=2.0.22 <3" },
  };
  const files = ["README.md", "LICENSE", "CHANGELOG.md", "dist/index.js"];
  const packed: Packed = { manifest, files, read: () => "export default 1;" };
  const surroundings = { node: ">=22", place: "/srv/build" };

  it("has nothing to say about a package that is right", () => {
    expect(problemsOf(packed, surroundings)).toEqual([]);
  });

  const wrong: readonly (readonly [string, Partial<Packed>, RegExp])[] = [
    ["no README", { files: files.slice(1) }, /README.md/],
    ["what only the compiler needs", { files: [...files, "dist/.tsbuildinfo"] }, /tsbuildinfo/],
    ["a path of the machine that built it", { read: () => "//# /srv/build/x.ts" }, /\/srv\/build/],
    ["another licence", { manifest: { ...manifest, license: "MIT" } }, /MIT/],
    ["another Node", { manifest: { ...manifest, engines: { node: ">=18" } } }, />=22/],
    ["no core as a peer", { manifest: { ...manifest, peerDependencies: {} } }, /peer/],
    ["a core of its own", { manifest: { ...manifest, dependencies: { "@testcar/core": "1" } } }, /alone/],
    ["a folder as a dependency", { manifest: { ...manifest, dependencies: { x: "file:../x" } } }, /file:/],
    ["no provenance", { manifest: { ...manifest, publishConfig: { access: "public" } } }, /provenance/],
    ["restricted access", { manifest: { ...manifest, publishConfig: { provenance: true } } }, /access/],
  ];
  it.each(wrong)("finds %s", (_what, change, words) => {
    expect(problemsOf({ ...packed, ...change }, surroundings)).toEqual([expect.stringMatching(words)]);
  });
});
