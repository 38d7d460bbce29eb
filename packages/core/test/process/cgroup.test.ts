import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readCpuQuota } from "../../src/process/cgroup.ts";

describe("the processors that a container leaves", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "testcar-cgroup-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function quotaWith(files: Readonly<Record<string, string>>): number {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    return readCpuQuota({ membership: join(folder, "membership"), mount: join(folder, "sys") });
  }

  it("are those of version 2, the tightest of the group and those above it", () => {
    const quota = quotaWith({
      membership: "0::/kubepods/pod/agent",
      "sys/kubepods/pod/agent/cpu.max": "max 100000",
      "sys/kubepods/pod/cpu.max": "150000 100000",
      "sys/kubepods/cpu.max": "400000 100000",
    });
    expect(quota).toBe(1.5);
  });

  it("are those of version 1, whether cpu is mounted alone or with cpuacct", () => {
    const files = { "agent/cpu.cfs_quota_us": "50000", "agent/cpu.cfs_period_us": "100000" };
    const under = (name: string) =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`sys/${name}/${path}`, text]));
    expect(quotaWith({ membership: "4:memory:/agent\n2:cpu:/agent", ...under("cpu") })).toBe(0.5);
    expect(quotaWith({ membership: "4:memory:/agent\n2:cpu,cpuacct:/agent", ...under("cpu,cpuacct") })).toBe(
      0.5,
    );
  });

  it("are found at the mount's root where the container does not see its own path", () => {
    const root = { "sys/cpu/cpu.cfs_quota_us": "200000", "sys/cpu/cpu.cfs_period_us": "100000" };
    expect(quotaWith({ membership: "2:cpu:/docker/0123456789", ...root })).toBe(2);
  });

  it("have no limit without a quota, without control groups and on other systems", () => {
    expect(quotaWith({})).toBe(Infinity);
    expect(quotaWith({ membership: "0::/", "sys/cpu.max": "max 100000" })).toBe(Infinity);
    const unlimited = { "sys/cpu/cpu.cfs_quota_us": "-1", "sys/cpu/cpu.cfs_period_us": "100000" };
    expect(quotaWith({ membership: "2:cpu:/", ...unlimited })).toBe(Infinity);
  });

  const realGroup = "/sys/fs/cgroup/cpu";
  const canMakeGroups = (() => {
    try {
      accessSync(join(realGroup, "cpu.cfs_quota_us"), constants.W_OK);
      return true;
    } catch {
      return false;
    }
  })();

  // Needs root and version 1; with version 2 a group of our own would take the delegation of controllers.
  (canMakeGroups ? it : it.skip)("are those of a real group", () => {
    const group = join(realGroup, `testcar-${process.pid}`);
    mkdirSync(group);
    try {
      writeFileSync(join(group, "cpu.cfs_quota_us"), "120000");
      const module = join(import.meta.dirname, "../../src/process/cgroup.ts");
      const script = `console.log((await import(${JSON.stringify(module)})).readCpuQuota())`;
      const enter = `echo $$ > ${group}/cgroup.procs; exec "$0" --input-type=module --eval "$1"`;
      const printed = execFileSync("sh", ["-c", enter, process.execPath, script], { encoding: "utf8" });
      expect(printed.trim()).toBe("1.2");
    } finally {
      rmdirSync(group);
    }
  });
});
