// What npm run test:cluster says and does around its tests, which take a real cluster.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { Job } from "kubernetes-models/batch/v1/Job";
import { parse } from "yaml";
import { whyNotBy } from "./cluster/features.ts";
import type { Manifest } from "./cluster/manifests.ts";
import { settingsOf } from "./cluster/settings.ts";
import { Workload } from "./cluster/workload.ts";

const main = fileURLToPath(new URL("cluster/main.ts", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "testcar-cluster-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts the suite in a process group of its own, as a terminal does. */
async function start(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const command = ["--conditions=testcar:source", main, ...args];
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  const child = spawn(process.execPath, command, { detached: true, stdio, env });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stderr] = await Promise.all([text(child.stderr), text(child.stdout)]);
  return { exitCode: await ended, stderr };
}

describe("without what it takes", () => {
  test("it says all of it at once, and how to get it", async () => {
    const { exitCode, stderr } = await start({ PATH: folder, TESTCAR_IMAGE_PULL_POLICY: "Sometimes" });
    expect(exitCode).toBe(2);
    for (const words of [
      "KUBECONFIG is not set",
      "kubectl is not in PATH",
      "TESTCAR_AGENT_IMAGE is not set",
      "docker/assemble artillery-runner wait-for",
      "TESTCAR_SERVICE_IMAGE is not set",
      "docker build --tag",
      "TESTCAR_IMAGE_PULL_POLICY is Sometimes",
      "docs/guides/tests-in-a-cluster.md",
    ]) {
      expect(stderr).toContain(words);
    }
    expect(stderr).not.toContain("    at ");
  });
});

/** A stand-in for kubectl and a cluster: notes its calls, and presses Ctrl-C at one of them. */
const kubectl = (folder: string, ctrlC: string) => `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const args = process.argv.slice(2);
appendFileSync(${JSON.stringify(join(folder, "calls"))}, args.join(" ") + "\\n");
const version = { gitVersion: "v1.36.2", major: "1", minor: "36" };
if (args[0] === "version") process.stdout.write(JSON.stringify({ serverVersion: version }));
if (args.includes(${JSON.stringify(ctrlC)})) {
  process.kill(0, "SIGINT");
  setInterval(() => {}, 1000);
}
`;

describe("a Ctrl-C", () => {
  test.each(["create", "apply"])("at kubectl %s leaves no namespace behind", async (at) => {
    const program = join(folder, "kubectl");
    writeFileSync(program, kubectl(folder, at));
    chmodSync(program, 0o755);
    const { exitCode, stderr } = await start(
      {
        PATH: [folder, process.env["PATH"]].join(delimiter),
        KUBECONFIG: program,
        TESTCAR_AGENT_IMAGE: "agent",
        TESTCAR_SERVICE_IMAGE: "service",
      },
      "gate",
    );
    expect(exitCode).toBe(130);
    const [namespace = ""] = stderr.match(/testcar-e2e-\w+/) ?? [];
    const calls = readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
    expect(calls.some((call) => call.includes(at))).toBe(true);
    expect(calls.at(-1)).toContain(`delete namespace ${namespace} `);
  });
});

const server = (minor: string) => ({
  serverVersion: { gitVersion: `v1.${minor}.0`, major: "1", minor },
});

test("what takes a newer cluster is skipped, with the reason", () => {
  expect(whyNotBy(server("28"), "native sidecars")).toBe(
    "native sidecars take Kubernetes 1.29, and the server is v1.28.0",
  );
  expect(whyNotBy(server("29+"), "native sidecars")).toBeUndefined();
  expect(whyNotBy(server("34"), "image volumes")).toContain("1.35");
  expect(whyNotBy(server("36"), "image volumes")).toBeUndefined();
});

describe("the manifests for newer clusters are what the Kubernetes API takes", () => {
  const images = { TESTCAR_AGENT_IMAGE: "agent:1", TESTCAR_SERVICE_IMAGE: "service:1" };
  const workload = new Workload("nowhere", settingsOf(images));
  const inject = async (flags: readonly string[], manifest: Manifest) =>
    parse(await workload.inject(flags, manifest));

  test("a native sidecar", async () => {
    const value = await inject(["--native-sidecar", "--gate"], workload.manifests.deployment());
    expect(value.spec.template.spec.initContainers.at(-1)).toMatchObject({
      name: "testcar",
      restartPolicy: "Always",
    });
    new Deployment(value).validate();
  });

  test("a Job that ends with its agent", async () => {
    const value = await inject(["--after", "exit"], workload.manifests.jobWithService());
    expect(value.spec.template.spec.containers).toHaveLength(1);
    new Job(value).validate();
  });

  test("an image volume", async () => {
    const value = await inject(["--mode", "image-volume"], workload.manifests.deployment());
    expect(value.spec.template.spec.volumes[0]).toMatchObject({ image: {} });
    new Deployment(value).validate();
  });
});
