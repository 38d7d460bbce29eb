// Plays a pod and looks at it: at its logs, as they are written, and at its processes.
import { readFileSync } from "node:fs";
import { type Reading, readLog } from "@testcar/report";
import { fileGrows } from "./log-file.ts";
import { podman, tryPodman } from "./podman.ts";
import { poll } from "./poll.ts";

/** Part of a manifest. */
export type Manifest = Readonly<Record<string, unknown>>;

/** What podman says of a container. */
interface Container {
  readonly name: string;
  readonly logFile: string;
  readonly pidFile: string;
}

const FORMAT = "{{.Name}}\t{{.HostConfig.LogConfig.Path}}\t{{.PidFile}}";

export class Pod implements AsyncDisposable {
  readonly name: string;
  readonly #secrets: readonly string[];
  #containers: ReadonlyMap<string, Container> = new Map();

  private constructor(name: string, secrets: readonly string[]) {
    this.name = name;
    this.#secrets = secrets;
  }

  /** @param network - `none`: the containers have a loopback of their own, and nothing else. */
  static async play(name: string, manifests: readonly Manifest[], network = "none"): Promise<Pod> {
    const names = (kind: string) =>
      manifests
        .filter((manifest) => manifest["kind"] === kind)
        .flatMap(({ metadata }) =>
          typeof metadata === "object" && metadata !== null && "name" in metadata
            ? [String(metadata.name)]
            : [],
        );
    const pod = new Pod(name, names("Secret"));
    try {
      const text = manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
      await podman(["kube", "play", "--network", network, "-"], text);
      pod.#containers = await pod.#inspectContainers();
    } catch (error) {
      await pod[Symbol.asyncDispose]();
      throw error;
    }
    return pod;
  }

  async #inspectContainers(): Promise<ReadonlyMap<string, Container>> {
    const listed = await podman(["ps", "--all", "--quiet", "--filter", `pod=${this.name}`]);
    const lines = (await podman(["inspect", "--format", FORMAT, ...listed.trim().split("\n")])).trim();
    return new Map(
      lines.split("\n").map((line) => {
        const [whole = "", logFile = "", pidFile = ""] = line.split("\t");
        const name = whole.replace(`${this.name}-`, "");
        return [name, { name, logFile, pidFile }];
      }),
    );
  }

  #container(name: string): Container {
    const found = this.#containers.get(name);
    if (found === undefined) throw new Error(`${this.name} has no container ${name}`);
    return found;
  }

  /** Containers with a log of their own; init containers are not among them when they have ended. */
  get containers(): readonly string[] {
    return [...this.#containers.keys()];
  }

  /** Everything that a container has printed, by all its instances, on both streams as Kubernetes would give it. */
  async log(container = "testcar"): Promise<string> {
    return (await tryPodman(["logs", `${this.name}-${container}`])).all;
  }

  /** What the Gate reads. */
  async reading(container = "testcar"): Promise<Reading> {
    return readLog(await this.log(container));
  }

  /** Waits until so many lines of the container's log are like that; gives the last of them. */
  async line(container: string, wanted: RegExp, times = 1): Promise<string> {
    const { logFile } = this.#container(container);
    const found = await fileGrows(logFile, (lines) => lines.filter((line) => wanted.test(line))[times - 1]);
    if (found !== undefined) return found;
    throw new Error(`${container} has not printed ${wanted} ${times} times:\n${await this.log(container)}`);
  }

  /** One value of `podman inspect`. */
  async inspect(container: string, format: string): Promise<string> {
    return (await podman(["inspect", "--format", format, `${this.name}-${container}`])).trim();
  }

  /** The container's first process, as the host numbers it. */
  init(container = "testcar"): number {
    return Number(readFileSync(this.#container(container).pidFile, "utf8"));
  }

  /** The agent: what tini has started. */
  agent(): number {
    const pid = this.init();
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
  }

  /** Waits until the agent has become what holds, and is nearly nothing; gives its number. */
  async holds(): Promise<number> {
    await poll("the agent has become the keeper", () => statusOf(this.agent(), "Name").startsWith("keeper"));
    return this.agent();
  }

  /** The pod's end, as Kubernetes begins it: TERM for every container. */
  stop(seconds = 20): Promise<string> {
    return podman(["pod", "stop", "--time", String(seconds), this.name]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await tryPodman(["pod", "rm", "--force", "--time", "0", this.name]);
    const listed = await podman(["volume", "ls", "--quiet", "--filter", `name=^${this.name}-`]);
    const volumes = listed.trim().split("\n").filter(Boolean);
    if (volumes.length > 0) await podman(["volume", "rm", "--force", ...volumes]);
    if (this.#secrets.length > 0) await tryPodman(["secret", "rm", ...this.#secrets]);
  }
}

/** What a process's status says, by name; nothing of one that has ended. */
export function statusOf(pid: number, name: string): string {
  try {
    return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}
