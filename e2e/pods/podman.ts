// Podman with a configuration and a store of its own, so that nothing of the machine's is touched.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ExecaError, execa } from "execa";

/** Outside of the repository: a fresh clone finds the images of the last one. */
const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "testcar-pods");

/** Short: the paths of sockets end up in it. */
const run = `/tmp/testcar-pods-${createHash("sha256").update(cache).digest("hex").slice(0, 8)}`;

const CONTAINERS_CONF = `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
log_driver = "k8s-file"
[network]
network_backend = "netavark"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "${run}/libpod"
`;

const STORAGE_CONF = `[storage]
driver = "overlay"
graphroot = "${cache}/store"
runroot = "${run}/run"
`;

/** What a volume holds. */
export const volumeFolder = (name: string): string => join(cache, "store/volumes", name, "_data");

const programs = ["podman", "runc", "catatonit", "netavark", "tini", "busybox", "kinit", "g++", "dpkg-query"];
const path = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/lib/podman"];
const isThere = (program: string) => path.some((folder) => existsSync(join(folder, program)));

/** Why there can be no pods here; undefined when there can. */
export async function whyNoPods(): Promise<string | undefined> {
  if (process.platform !== "linux") return `podman is for Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "it takes root: memory limits, other users and cgroups are real";
  const missing = programs.filter((program) => !isThere(program));
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  return whyNoPod();
}

/** Plays the smallest pod of all: whether mounts, control groups and namespaces may be had is known only then. */
async function whyNoPod(): Promise<string | undefined> {
  const name = `testcar-pods-probe-${process.pid}`;
  try {
    await podman(["pod", "create", "--network=none", `--name=${name}`]);
    await podman(["pod", "start", name]);
    return undefined;
  } catch (error) {
    const said = error instanceof ExecaError ? (error.stderr ?? error.shortMessage) : String(error);
    return `podman plays no pod here: ${said.trim().split("\n").at(-1)}`;
  } finally {
    await tryPodman(["pod", "rm", "--force", "--time=0", name]);
  }
}

let made: NodeJS.ProcessEnv | undefined;

/** The environment for podman, and for whatever starts it. */
export function environment(): NodeJS.ProcessEnv {
  made ??= makeEnvironment();
  return made;
}

function makeEnvironment(): NodeJS.ProcessEnv {
  const folder = join(cache, "etc");
  const containers = join(folder, "containers.conf");
  const storage = join(folder, "storage.conf");
  mkdirSync(folder, { recursive: true });
  mkdirSync(run, { recursive: true, mode: 0o700 });
  writeFileSync(containers, CONTAINERS_CONF);
  writeFileSync(storage, STORAGE_CONF);
  return {
    ...process.env,
    CONTAINERS_CONF: containers,
    CONTAINERS_STORAGE_CONF: storage,
    // Podman would say so each time that it is started.
    PODMAN_IGNORE_CGROUPSV1_WARNING: "1",
  };
}

// conmon leaves a file `oom` where it was started.
const options = { cwd: tmpdir(), maxBuffer: 64 * 1024 * 1024, stripFinalNewline: false } as const;

/** Runs podman; gives what it prints. */
export async function podman(args: readonly string[], input = ""): Promise<string> {
  const { stdout } = await execa("podman", args, { ...options, env: environment(), input });
  return stdout;
}

/** Runs podman, and gives also what ends badly. `all` is what it prints on both streams, as it comes. */
export async function tryPodman(args: readonly string[]) {
  const { exitCode, stdout, stderr, all } = await execa("podman", args, {
    ...options,
    env: environment(),
    all: true,
    reject: false,
  });
  return { exitCode, stdout, stderr, all };
}

/** Tells whether an image is in the store. */
export const hasImage = async (image: string): Promise<boolean> =>
  (await tryPodman(["image", "exists", image])).exitCode === 0;
