// What one test has in the cluster.
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Reading, readLog } from "@testcar/report";
import { execa } from "execa";
import { stringify } from "yaml";
import { type Ended, kubectl, kubectlLines, tryKubectl } from "./kubectl.ts";
import { type Manifest, Manifests, TEST } from "./manifests.ts";
import { type Pod, watchFor } from "./pods.ts";
import { NAMESPACE, type Settings, settingsOf } from "./settings.ts";

const testcar = fileURLToPath(new URL("../../packages/cli/bin/testcar.js", import.meta.url));

/** Seconds that a cluster may take to pull an image and to start a pod. */
const PATIENCE = 300;

/** The record that has the verdict. */
const FINISHED = /"type":"run.finished"/;

/** Kills what tini has started: no signal from inside a container kills its process 1. */
const KILL_AGENT = `const [pid] = require("fs").readFileSync("/proc/1/task/1/children", "utf8").split(" ");
process.kill(Number(pid), "SIGKILL");`;

/** As a file has them that somebody wrote. */
const written = (manifests: readonly Manifest[]): string =>
  manifests.map((manifest) => stringify(manifest)).join("---\n");

export class Workload {
  readonly name = `t-${randomBytes(4).toString("hex")}`;
  readonly settings: Settings;
  readonly manifests: Manifests;
  /** Selects all objects of the test. */
  readonly all: readonly string[] = ["--selector", `${TEST}=${this.name}`];
  readonly #namespace: readonly string[];

  constructor(namespace = process.env[NAMESPACE], settings = settingsOf(process.env)) {
    if (namespace === undefined) throw new Error("these tests are started by npm run test:cluster");
    this.settings = settings;
    this.manifests = new Manifests(this.name, settings);
    this.#namespace = ["--namespace", namespace];
  }

  async kubectl(args: readonly string[], input?: string): Promise<string> {
    return kubectl([...this.#namespace, ...args], input);
  }

  async tryKubectl(args: readonly string[], seconds?: number): Promise<Ended> {
    return tryKubectl([...this.#namespace, ...args], seconds === undefined ? {} : { seconds });
  }

  async apply(...manifests: readonly Manifest[]): Promise<void> {
    await this.kubectl(["apply", "--filename", "-"], written(manifests));
  }

  /** `… | testcar inject FLAGS`: the manifests with the agent in them. */
  async inject(flags: readonly string[], ...manifests: readonly Manifest[]): Promise<string> {
    const { agentImage, pullPolicy } = this.settings;
    const image = ["--image", agentImage, "--image-pull-policy", pullPolicy];
    const tests = ["--tests", "/srv/tests", "--container", "sut"];
    const args = ["--conditions=testcar:source", testcar, "inject", ...image, ...tests, ...flags];
    const { stdout } = await execa(process.execPath, args, { input: written(manifests) });
    return stdout;
  }

  /** `… | testcar inject FLAGS | kubectl apply -f -` */
  async applyInjected(flags: readonly string[], ...manifests: readonly Manifest[]): Promise<void> {
    await this.kubectl(["apply", "--filename", "-"], await this.inject(flags, ...manifests));
  }

  /** Waits for the end of a rollout, good or bad. */
  async rollout(): Promise<Ended> {
    const status = ["rollout", "status", `deployment/${this.name}`, `--timeout=${PATIENCE}s`];
    return this.tryKubectl(status, PATIENCE + 30);
  }

  /** Waits until a pod is so. */
  async pod(what: string, isSo: (pod: Pod) => boolean, app = this.name): Promise<Pod> {
    return watchFor([...this.#namespace, "--selector", `app=${app}`], what, isSo, PATIENCE);
  }

  /** All pods of the test that are there now. */
  async pods(): Promise<readonly Pod[]> {
    const list = await this.kubectl(["get", "pods", ...this.all, "--output", "json"]);
    return JSON.parse(list).items;
  }

  async log({ metadata }: Pod, container = "testcar", flags: readonly string[] = []): Promise<string> {
    return this.kubectl(["logs", metadata.name, "--container", container, ...flags]);
  }

  /** What the reader finds in the log of the agent that runs now, or of the one before it. */
  async reading(pod: Pod, flags: readonly string[] = []): Promise<Reading> {
    return readLog(await this.log(pod, "testcar", flags));
  }

  /** Waits until an agent that runs has said its verdict; gives the record. */
  async finished({ metadata }: Pod): Promise<string> {
    const log = ["logs", "--follow", metadata.name, "--container", "testcar"];
    for await (const line of kubectlLines([...this.#namespace, ...log], PATIENCE)) {
      if (FINISHED.test(line)) return line;
    }
    throw new Error(`no verdict in ${PATIENCE} s, or before the end of the container: ${metadata.name}`);
  }

  /** How often the service was asked for something. */
  async asked(pod: Pod, request: string): Promise<number> {
    const log = await this.log(pod, "sut");
    return log.split("\n").filter((line) => line === request).length;
  }

  /** Asks the service as its clients do, through its Service. */
  async ask(path: string): Promise<string> {
    const [, namespace] = this.#namespace;
    return this.kubectl([
      "get",
      "--raw",
      `/api/v1/namespaces/${namespace}/services/${this.name}:8080/proxy${path}`,
    ]);
  }

  /** Lets pods into the namespace that the Pod Security profile `restricted` does not. */
  async allowBaseline(): Promise<void> {
    const [, namespace = ""] = this.#namespace;
    const label = "pod-security.kubernetes.io/enforce=baseline";
    await this.kubectl(["label", "--overwrite", "namespace", namespace, label]);
  }

  /** Kills the agent as a crash would. */
  async crash({ metadata }: Pod): Promise<void> {
    // The command may end with its container: what kubectl says about it tells nothing.
    await this.tryKubectl(["exec", metadata.name, "--container", "testcar", "--", "node", "-e", KILL_AGENT]);
  }

  async remove(): Promise<void> {
    await this.kubectl(["delete", "deployment,job,service,configmap", ...this.all, "--wait=false"]);
  }
}
