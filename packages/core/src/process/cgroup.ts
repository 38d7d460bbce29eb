import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where the kernel says what a process may use; a test brings its own. */
export interface CgroupFiles {
  /** Says which groups the process is in. */
  readonly membership: string;
  /** Where the groups' files are. */
  readonly mount: string;
}

const SYSTEM: CgroupFiles = { membership: "/proc/self/cgroup", mount: "/sys/fs/cgroup" };

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    // Not there: this version, or this part of the path as the container sees it, has no such limit.
    return undefined;
  }
}

/** The folder of a group and those above it: each of them may set a limit. */
function withParents(folder: string, mount: string): readonly string[] {
  return folder === mount || !folder.startsWith(mount)
    ? [mount]
    : [folder, ...withParents(dirname(folder), mount)];
}

const ratio = (quota: string | undefined, period: string | undefined): number => {
  const processors = Number(quota) / Number(period);
  return Number.isFinite(processors) && processors > 0 ? processors : Infinity;
};

/**
 * The processors that the quota of the control group leaves to this process, as a fraction; Infinity without a quota.
 * Node knows the quota of version 2 and of one layout of version 1; this knows version 1 however it is mounted.
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html cpu.max
 * @see https://docs.kernel.org/scheduler/sched-bwc.html cpu.cfs_quota_us
 */
export function readCpuQuota({ membership, mount }: CgroupFiles = SYSTEM): number {
  const quotas = (read(membership) ?? "").split("\n").flatMap((line) => {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === "") {
      return withParents(join(mount, path), mount).map((folder) => {
        const [quota, period] = read(join(folder, "cpu.max"))?.split(" ") ?? [];
        return ratio(quota, period);
      });
    }
    if (!controllers.split(",").includes("cpu")) return [];
    const root = join(mount, controllers);
    return withParents(join(root, path), root).map((folder) =>
      ratio(read(join(folder, "cpu.cfs_quota_us")), read(join(folder, "cpu.cfs_period_us"))),
    );
  });
  return Math.min(Infinity, ...quotas);
}
