// Podman with a configuration and a store of its own, so that nothing of the machine's is touched.
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

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

const programs = ["podman", "runc", "catatonit", "mmdebstrap", "netavark", "iptables"];
const path = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/lib/podman"];
const isThere = (program: string) => path.some((folder) => existsSync(join(folder, program)));

/** Why there can be no pods here; undefined when there can. */
export function whyNoPods(): string | undefined {
  if (process.platform !== "linux") return `podman is for Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "it takes root: memory limits, other users and cgroups are real";
  const missing = programs.filter((program) => !isThere(program));
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  const { status, stderr } = spawnSync("podman", ["info"], { env: environment(), encoding: "utf8" });
  return status === 0 ? undefined : `podman does not work here: ${stderr.trim().split("\n").at(-1)}`;
}

/** The environment for podman, and for whatever starts it. */
export function environment(): NodeJS.ProcessEnv {
  const folder = join(cache, "etc");
  const containers = join(folder, "containers.conf");
  const storage = join(folder, "storage.conf");
  mkdirSync(folder, { recursive: true });
  mkdirSync(run, { recursive: true, mode: 0o700 });
  writeFileSync(containers, CONTAINERS_CONF);
  writeFileSync(storage, STORAGE_CONF);
  return { ...process.env, CONTAINERS_CONF: containers, CONTAINERS_STORAGE_CONF: storage };
}

const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;

/** Runs podman; gives what it prints. */
export const podman = (args: readonly string[], input = ""): string =>
  execFileSync("podman", args, { ...options, env: environment(), input, stdio: "pipe" });

/** The same while this process goes on: a service that the container calls may live in it. Gives also what ends badly. */
export function podmanAside(
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof podmanAside>>>();
  const child = execFile("podman", args, { ...options, env: environment() }, (_error, stdout, stderr) =>
    resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
  );
  return promise;
}

/** Tells whether an image is in the store. */
export const hasImage = (image: string): boolean =>
  spawnSync("podman", ["image", "exists", image], { env: environment() }).status === 0;
