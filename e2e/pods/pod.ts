// Plays pods and looks at them.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Reading, readLog } from "@testcar/report";
import { parse, stringify } from "yaml";
import { environment, podman } from "./podman.ts";

/** Part of a manifest. */
export type Manifest = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Manifest => typeof value === "object" && value !== null;

export class Pod implements Disposable {
  readonly name: string;
  readonly #manifests: string;

  constructor(name: string, manifests: readonly Manifest[], network: string) {
    this.name = name;
    this.#manifests = manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
    podman(["kube", "play", "--network", network, "-"], this.#manifests);
  }

  /** Everything that a container has printed, those before it included. */
  log(container: string): string {
    return podman(["logs", `${this.name}-${container}`]);
  }

  async reading(container = "testcar"): Promise<Reading> {
    return readLog(this.log(container));
  }

  /** Waits for a line in the container's log, as it is written. */
  async line(container: string, wanted: RegExp, seconds = 90): Promise<string> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const follow = spawn("podman", ["logs", "--follow", `${this.name}-${container}`], {
        env: environment(),
        stdio: ["ignore", "pipe", "pipe"],
      });
      const timer = setTimeout(() => follow.kill(), Math.max(0, deadline - Date.now()));
      try {
        for await (const line of createInterface(follow.stdout)) if (wanted.test(line)) return line;
      } finally {
        clearTimeout(timer);
        follow.kill();
      }
      // The container has ended and is started anew: its log is followed again.
      if (Date.now() > deadline) {
        throw new Error(`${container} has not printed ${wanted} in ${seconds} s:\n${this.log(container)}`);
      }
      await delay(200);
    }
  }

  /** One value of `podman inspect`. */
  inspect(container: string, format: string): string {
    return podman(["inspect", "--format", format, `${this.name}-${container}`]).trim();
  }

  /** Waits until something about the pod is so: podman tells nobody. */
  async until(what: string, isSo: () => boolean, seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!isSo()) {
      if (Date.now() > deadline) throw new Error(`not in ${seconds} s: ${what}`);
      await delay(100);
    }
  }

  restarts(container: string): number {
    return Number(this.inspect(container, "{{.RestartCount}}"));
  }

  /** The container's first process, as the host numbers it. */
  init(container: string): number {
    return Number(this.inspect(container, "{{.State.Pid}}"));
  }

  /** The agent: what tini has started. */
  agent(): number {
    const pid = this.init("testcar");
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
  }

  [Symbol.dispose](): void {
    podman(["kube", "down", "-"], this.#manifests);
    const volumes = podman(["volume", "ls", "--quiet", "--filter", `name=^${this.name}-`]).trim();
    if (volumes !== "") podman(["volume", "rm", "--force", ...volumes.split("\n")]);
  }
}

/** What a process's status says, by name. */
export const statusOf = (pid: number, name: string): string =>
  new RegExp(`^${name}:\\s*(.*)$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";

/** As the guide has it: nothing that the agent could do without. */
export const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsUser: 1000,
  capabilities: { drop: ["ALL"] },
};

/** What a pod of the suite may differ in. */
export interface PodOptions {
  readonly agent: string;
  readonly service?: string;
  /** Tests by ConfigMap instead of from the service's image. */
  readonly configMap?: Readonly<Record<string, string>>;
  readonly env?: readonly Manifest[];
  readonly serviceEnv?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly securityContext?: Manifest;
  readonly memory?: string;
  readonly restartPolicy?: string;
  readonly network?: string;
  readonly mounts?: readonly Manifest[];
  readonly volumes?: readonly Manifest[];
}

const merged = (a: Manifest, b: unknown): Manifest => (isRecord(b) ? { ...a, ...b } : a);

/** Plays the service beside the agent. Volumes have names of their own: podman's are the machine's. */
export function play(options: PodOptions): Pod {
  const { agent, service, configMap, env = [], serviceEnv = {}, securityContext, memory } = options;
  const name = `testcar-pods-${randomBytes(4).toString("hex")}`;
  const volume = (what: string) => `${name}-${what}`;
  const mount = (what: string, mountPath: string) => ({ name: volume(what), mountPath });
  const copies = configMap === undefined && service !== undefined;
  const image = { imagePullPolicy: "Never" };
  const container = {
    ...image,
    name: "testcar",
    image: agent,
    ...(options.args === undefined ? {} : { args: options.args }),
    env: [
      { name: "TESTCAR_TARGET", value: "http://127.0.0.1:8080" },
      { name: "TESTCAR_POD_UID", valueFrom: { fieldRef: { fieldPath: "metadata.uid" } } },
      ...env,
    ],
    securityContext: merged(restricted, securityContext),
    ...(memory === undefined ? {} : { resources: { limits: { memory } } }),
    volumeMounts: [
      mount("tests", "/etc/testcar/tests"),
      mount("state", "/run/testcar"),
      mount("tmp", "/tmp"),
      ...(options.mounts ?? []),
    ],
  };
  const spec = {
    // Podman starts init containers again and again with Always: its 4.3 cannot play what a Deployment has.
    restartPolicy: options.restartPolicy ?? "OnFailure",
    initContainers: copies
      ? [
          {
            ...image,
            name: "tests",
            image: service,
            command: ["cp", "-a", "/srv/tests/.", "/out/"],
            securityContext: { runAsUser: 1000 },
            volumeMounts: [mount("tests", "/out")],
          },
        ]
      : [],
    containers: [
      container,
      ...(service === undefined
        ? []
        : [
            {
              ...image,
              name: "sut",
              image: service,
              env: Object.entries(serviceEnv).map(([key, value]) => ({ name: key, value })),
            },
          ]),
    ],
    volumes: [
      configMap === undefined
        ? { name: volume("tests"), emptyDir: {} }
        : { name: volume("tests"), configMap: { name: `${name}-tests` } },
      { name: volume("state"), emptyDir: {} },
      { name: volume("tmp"), emptyDir: {} },
      ...(options.volumes ?? []),
    ],
  };
  const maps =
    configMap === undefined
      ? []
      : [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: `${name}-tests` }, data: configMap }];
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name }, spec };
  return new Pod(name, [...maps, pod], options.network ?? "none");
}

const testcar = fileURLToPath(new URL("../../packages/cli/bin/testcar.js", import.meta.url));

/** A Deployment of the service, as its team would write it. */
const deployment = (name: string, image: string) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "sut", image, imagePullPolicy: "Never" }] },
    },
  },
});

/**
 * Plays the pod of a Deployment that `testcar inject` has put the agent into. What podman 4.3 cannot do is taken out of it: init
 * containers with Always, and volumes whose names are not the machine's only ones.
 */
export function playInjected(agent: string, service: string): Pod {
  const name = `testcar-pods-${randomBytes(4).toString("hex")}`;
  const flags = ["--image", agent, "--image-pull-policy", "Never", "--tests", "/srv/tests"];
  const target = ["--target", "http://127.0.0.1:8080", "-f", "-"];
  const text = execFileSync(
    process.execPath,
    ["--conditions=testcar:source", testcar, "inject", ...flags, ...target],
    {
      input: stringify(deployment(name, service)),
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  const { metadata, spec } = parse(text).spec.template;
  const own = JSON.stringify(spec).replaceAll(
    /"name":"(testcar-(?:tests|state|tmp|no-token))"/g,
    (all, volume) => all.replace(volume, `${name}-${volume}`),
  );
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name } };
  return new Pod(name, [{ ...pod, spec: { ...JSON.parse(own), restartPolicy: "OnFailure" } }], "none");
}
