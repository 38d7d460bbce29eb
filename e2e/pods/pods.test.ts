// The real Dockerfile, real images, real pods: what a release depends on.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, jest, test } from "@jest/globals";
import { assemble, buildService } from "./images.ts";
import { type Pod, play, playInjected, statusOf } from "./pod.ts";
import { podman, podmanAside, whyNoPods } from "./podman.ts";
import { startPrivateRegistry } from "./private-registry.ts";

jest.setTimeout(180_000);

const why = whyNoPods();
if (why !== undefined) {
  process.stderr.write(`\n*** THE POD TESTS ARE SKIPPED: ${why}. Nothing here proves the image. ***\n\n`);
}
const inPod = why === undefined ? test : test.skip;

const PLUGINS = ["artillery-runner", "wait-for", "oauth", "kerberos", "./examples/in-house-runner"];
const truthTable = fileURLToPath(new URL("../truth-table/", import.meta.url));

let agent = "";
let service = "";

beforeAll(async () => {
  if (why !== undefined) return;
  service = buildService();
  agent = await assemble(PLUGINS, [
    "--config",
    fileURLToPath(new URL("testcar.config.yaml", import.meta.url)),
  ]);
}, 900_000);

const finished = /"type":"run.finished"/;
const count = (text: string, part: string): number => text.split(part).length - 1;
const lastLine = (log: string): string | undefined => log.trim().split("\n").at(-1);

/** What `podman kill` would not do: it counts as the user's wish, and the container stays down. */
const crash = (pid: number): void => {
  process.kill(pid, "SIGKILL");
};

const holds = (pod: Pod): boolean => statusOf(pod.agent(), "Name").startsWith("keeper");

/** A test that the service never answers. */
const slow = { "slow.probe": "GET /slow 200\n" };

inPod(
  "tests out of the service's image pass; the agent holds nearly for nothing, without any right",
  async () => {
    using pod = play({ agent, service });
    await pod.line("testcar", finished);
    const reading = await pod.reading();
    expect(reading).toMatchObject({ verdict: "passed", exitCode: 0, completeness: "complete" });
    expect(reading.tests.map(({ test: id }) => id)).toEqual(["health.probe", "smoke.yml"]);

    expect(statusOf(pod.init("testcar"), "Name")).toBe("tini");
    await pod.until("the agent has become the keeper", () => holds(pod));
    const holding = pod.agent();
    expect(Number.parseInt(statusOf(holding, "VmRSS"), 10)).toBeLessThan(1024);
    expect(statusOf(holding, "Uid").split("\t")[0]).toBe("1000");
    expect(statusOf(holding, "CapEff")).toBe("0000000000000000");
    expect(statusOf(holding, "CapBnd")).toBe("0000000000000000");
    expect(statusOf(holding, "NoNewPrivs")).toBe("1");

    // Held, and stopped: at once, and with success.
    const before = Date.now();
    podman(["stop", "--time", "9", `${pod.name}-testcar`]);
    expect(Date.now() - before).toBeLessThan(8_000);
    expect(pod.inspect("testcar", "{{.State.ExitCode}}")).toBe("0");
    expect(pod.inspect("testcar", "{{.State.Running}}")).toBe("false");
  },
);

inPod("a broken service fails", async () => {
  using pod = play({ agent, service, serviceEnv: { BROKEN: "1" } });
  await pod.line("testcar", finished);
  const { verdict, exitCode, tests } = await pod.reading();
  expect({ verdict, exitCode }).toEqual({ verdict: "failed", exitCode: 1 });
  expect(tests.map(({ status }) => status)).toEqual(["failed", "failed"]);
  expect(tests[0]?.reasons[0]).toMatchObject({ code: "ACME_STATUS" });
});

inPod("a Deployment that testcar inject has put the agent into passes", async () => {
  using pod = playInjected(agent, service);
  await pod.line("testcar", finished);
  expect(await pod.reading()).toMatchObject({ verdict: "passed", completeness: "complete" });
});

inPod("an agent that crashes while it holds says the same again, and tests nothing", async () => {
  using pod = play({ agent, service });
  const told = await pod.line("testcar", finished);
  await pod.until("the agent holds", () => holds(pod));
  const asked = count(pod.log("sut"), "GET /health");
  for (const start of [1, 2]) {
    crash(pod.agent());
    await pod.until(`restart ${start}`, () => pod.restarts("testcar") === start);
    await pod.until("it is told again", () => count(pod.log("testcar"), told) === start + 1);
  }
  expect(lastLine(pod.log("testcar"))).toBe(told);
  expect(await pod.reading()).toMatchObject({ verdict: "passed", completeness: "complete" });
  expect(count(pod.log("sut"), "GET /health")).toBe(asked);
});

inPod("an agent that crashes in the middle of a run says interrupted, and never runs it again", async () => {
  using pod = play({ agent, service, configMap: slow, restartPolicy: "Always" });
  await pod.line("sut", /GET \/slow/);
  crash(pod.agent());
  await pod.line("testcar", finished);
  expect(await pod.reading()).toMatchObject({ verdict: "interrupted", exitCode: 137 });
  expect(count(pod.log("sut"), "GET /slow")).toBe(1);
});

inPod("the end of the pod in the middle of a run interrupts it, and is told", async () => {
  using pod = play({ agent, service, configMap: slow });
  await pod.line("sut", /GET \/slow/);
  podman(["stop", "--time", "9", `${pod.name}-testcar`]);
  expect(await pod.reading()).toMatchObject({
    verdict: "interrupted",
    exitCode: 143,
    completeness: "complete",
  });
  expect(pod.inspect("testcar", "{{.State.ExitCode}}")).toBe("143");
});

const hungry = {
  "functions.js":
    "const all = [];\nmodule.exports = { eat: () => { for (;;) all.push(Buffer.alloc(1 << 20, 1)); } };\n",
  "hungry.yml": `config: { phases: [{ duration: 1, arrivalCount: 1 }], processor: ./functions.js }
scenarios: [{ flow: [{ function: eat }] }]
`,
};

inPod("a test that takes all the memory is killed, and does not pass", async () => {
  using pod = play({ agent, service, configMap: hungry, memory: "300Mi", restartPolicy: "Always" });
  await pod.line("testcar", finished);
  const { verdict, exitCode, tests } = await pod.reading();
  expect(["error", "failed", "interrupted"]).toContain(verdict);
  expect(exitCode).not.toBe(0);
  // With control groups of version 1 the test alone is killed; with version 2 the container, and the run was cut off.
  if (verdict !== "interrupted") expect(tests.map(({ status }) => status)).not.toContain("passed");
});

const hog = {
  "hog.mjs": `export default { name: "hog", apiVersion: 1, apply({ hooks }) {
  hooks.execute.for("probe").intercept({ call() {
    const all = [];
    for (;;) all.push(Buffer.alloc(1 << 20, 1));
  } });
} };
`,
  "a.probe": "GET /health 200\n",
};

inPod("an agent that takes all the memory is killed and started again, and says interrupted", async () => {
  using pod = play({
    agent,
    service,
    configMap: hog,
    memory: "128Mi",
    restartPolicy: "Always",
    env: [{ name: "TESTCAR_PLUGINS", value: "@acme/probes,./tests/hog.mjs" }],
  });
  await pod.line("testcar", finished);
  expect(pod.restarts("testcar")).toBeGreaterThan(0);
  expect(await pod.reading()).toMatchObject({ verdict: "interrupted", exitCode: 137 });
  expect(pod.log("sut")).not.toContain("GET");
});

inPod("any user will do, with the compiled modules of the image", async () => {
  const user = { runAsUser: 123_456, runAsGroup: 0 };
  using pod = play({ agent, service, securityContext: user });
  await pod.line("testcar", finished);
  expect(await pod.reading()).toMatchObject({ verdict: "passed" });

  const restrictions = ["--network=none", "--read-only", "--cap-drop=all", "--tmpfs=/tmp:rw,mode=1777"];
  const as = ["--user=123456:0", "--env=NODE_DEBUG_NATIVE=COMPILE_CACHE"];
  const { stderr } = await podmanAside(["run", "--rm", ...restrictions, ...as, agent, "--help"]);
  expect(stderr).toMatch(/reading cache from \/tmp\/testcar-compile-cache-123456\/.*success/);
  expect(stderr).not.toContain("permission denied");
});

inPod("tests of a ConfigMap run; a secret reaches its plugin and no log", async () => {
  const secret = "canary-of-the-client-9d2f";
  const name = `testcar-pods-secret-${process.pid}`;
  const encoded = Buffer.from(secret).toString("base64");
  const folder = mkdtempSync(join(tmpdir(), "testcar-pods-"));
  writeFileSync(join(folder, "secret"), JSON.stringify({ client: encoded }));
  podman(["secret", "create", name, join(folder, "secret")]);
  rmSync(folder, { recursive: true });
  try {
    const options = {
      issuer: "http://127.0.0.1:8080",
      clientId: "testcar",
      clientSecret: "${env:CLIENT_SECRET}",
    };
    using pod = play({
      agent,
      service,
      configMap: {
        "a.probe": "GET /health 200\n",
        "testcar.config.json": JSON.stringify({ plugins: ["@acme/probes", ["oauth", options]] }),
      },
      restartPolicy: "Always",
      env: [
        { name: "CLIENT_SECRET", valueFrom: { secretKeyRef: { name, key: "client" } } },
        { name: "TESTCAR_CONFIG", value: "/etc/testcar/tests/testcar.config.json" },
        { name: "TESTCAR_TESTS", value: "/etc/testcar/tests" },
      ],
    });
    await pod.line("testcar", finished);
    // The service has no tokens to give: the plugin was there, had its secret, and says so.
    expect(await pod.reading()).toMatchObject({ verdict: "error", exitCode: 4 });
    expect(pod.log("sut")).toContain("/.well-known/");
    for (const form of [secret, encoded]) expect(pod.log("testcar")).not.toContain(form);
  } finally {
    podman(["secret", "rm", name]);
  }
});

inPod("the native module of Kerberos and kinit are there; npm's tokens and compilers are not", () => {
  const inside = (...command: readonly string[]) =>
    podman([
      "run",
      "--rm",
      "--network",
      "none",
      "--entrypoint",
      command[0] ?? "",
      agent,
      ...command.slice(1),
    ]);
  expect(inside("find", "/usr/bin/kinit")).toBe("/usr/bin/kinit\n");
  const script = "process.stdout.write(Object.keys(require('/opt/testcar/node_modules/kerberos')).join())";
  expect(inside("node", "-e", script)).toContain("initializeClient");
  expect(() => inside("g++", "--version")).toThrow();
  expect(inside("find", "/opt/testcar", "-name", "*.npmrc")).toBe("");
  expect(podman(["inspect", "--format", "{{json .Config.Labels}}", agent])).toContain("org.opencontainers");
});

inPod(
  "scripts that pass with a whole Artillery pass with the trimmed one",
  async () => {
    const { startServer } = await import("../truth-table/server.js");
    const server = await startServer();
    try {
      const only = process.env["TESTCAR_PODS_ALL"] === "1" ? [] : ["--only", "passing/*"];
      const { exitCode, stdout } = await podmanAside([
        "run",
        "--rm",
        "--network=host",
        "--read-only",
        "--cap-drop=all",
        "--tmpfs=/tmp:rw,mode=1777",
        `--volume=${truthTable}:/etc/testcar:ro`,
        `--env=TRUTH_TABLE_SUT=http://127.0.0.1:${server.port}`,
        `--env=TRUTH_TABLE_SUT_WS=ws://127.0.0.1:${server.port}`,
        agent,
        "run",
        "--format=json",
        ...only,
      ]);
      const cases: readonly { file: string; status: string }[] = JSON.parse(
        readFileSync(`${truthTable}cases.json`, "utf8"),
      );
      const expected = new Map(cases.map(({ file, status }) => [file, status]));
      expect(exitCode).toBe(only.length > 0 ? 0 : 1);
      const ran = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .filter(({ type }) => type === "test.finished");
      expect(ran.length).toBeGreaterThan(8);
      for (const { test: file, status } of ran) expect([file, status]).toEqual([file, expected.get(file)]);
    } finally {
      await server.close();
    }
  },
  600_000,
);

inPod("a plugin of a private registry is in the image, and the registry's token is not", async () => {
  const token = "canary-of-the-registry-51c7ab";
  const folder = mkdtempSync(join(tmpdir(), "testcar-pods-"));
  try {
    const example = fileURLToPath(new URL("../../examples/in-house-runner", import.meta.url));
    const own = join(folder, "own");
    cpSync(example, own, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
    const name = "@acme/testcar-plugin-secret-sauce";
    // New each time: npm would take what it has seen before from its cache.
    const description = `of ${new Date().toISOString()}`;
    const content = { ...manifest, name, version: "1.2.3", description };
    writeFileSync(join(own, "package.json"), JSON.stringify(content));
    execFileSync("npm", ["pack", own, "--silent", "--pack-destination", folder], { stdio: "pipe" });
    const tarball = join(folder, "acme-testcar-plugin-secret-sauce-1.2.3.tgz");
    await using registry = await startPrivateRegistry(name, "1.2.3", tarball, token);
    const npmrc = join(folder, "npmrc");
    const host = registry.url.replace("http:", "");
    writeFileSync(npmrc, `@acme:registry=${registry.url}\n${host}:_authToken=${token}\n`);

    await expect(assemble([`${name}@1.2.3`])).rejects.toThrow(/no plugin|E401|E404/);
    const image = await assemble([`${name}@1.2.3`], ["--npmrc", npmrc], ["--network=host"]);
    expect(registry.seen.filter(([path]) => path === "/package.tgz").map(([, status]) => status)).toContain(
      200,
    );
    const installed = `/opt/testcar/node_modules/${name}/package.json`;
    const args = ["run", "--rm", "--network=none", "--entrypoint=cat", image, installed];
    expect(JSON.parse(podman(args))).toMatchObject({ name, version: "1.2.3", description });

    // The archive holds the layers as they are, not compressed.
    expect(podman(["history", "--no-trunc", image])).not.toContain(token);
    const archive = join(folder, "image.tar");
    podman(["save", "--output", archive, image]);
    const { status } = spawnSync("grep", ["--quiet", "--text", "--fixed-strings", token, archive]);
    expect(status).toBe(1);
    expect(spawnSync("grep", ["--quiet", "--text", "--fixed-strings", name, archive]).status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
