import { describe, expect, test } from "@jest/globals";
import { podUidOf, readIdentity, runKey } from "../../src/once/key.ts";

const uid = "0a1b2c3d-0000-4000-8000-0123456789ab";

const mounts = (...lines: readonly string[]): string =>
  ["22 28 0:20 / /sys rw,nosuid - sysfs sysfs rw", ...lines].join("\n");
const hosts = `510 490 259:1 /var/lib/kubelet/pods/${uid}/etc-hosts /etc/hosts rw,relatime - ext4 /dev/root rw`;

const nameOf = async (
  env: Record<string, string>,
  content: string | undefined,
  mountInfo = "",
  hostName = "h",
) => (await runKey(readIdentity({ env, mountInfo, hostName }), async () => content)).name;

describe("the pod, as the mounts of its containers tell it", () => {
  test.each([
    ["from /etc/hosts", mounts(hosts)],
    [
      "from the termination log",
      mounts(`1 2 259:1 /var/lib/kubelet/pods/${uid}/containers/t/8a1 /dev/termination-log rw - ext4 d rw`),
    ],
    [
      "when the kubelet has a file system of its own",
      mounts(`1 2 8:1 /pods/${uid}/etc-hosts /etc/hosts rw - xfs d rw`),
    ],
    [
      "when the kubelet itself runs in a pod",
      mounts(
        `1 2 8:1 /var/lib/kubelet/pods/outer/volumes/e/l/pods/${uid}/etc-hosts /etc/hosts rw - xfs d rw`,
      ),
    ],
  ])("%s", (_title, mountInfo) => expect(podUidOf(mountInfo)).toBe(uid));

  test.each([
    ["outside of a pod", mounts("1 2 8:1 /var/lib/docker/containers/1f/hosts /etc/hosts rw - ext4 d rw")],
    ["from other mounts", mounts(`1 2 8:1 /var/lib/kubelet/pods/${uid}/volumes/a/b /data rw - ext4 d rw`)],
    ["without any", ""],
  ])("not %s", (_title, mountInfo) => expect(podUidOf(mountInfo)).toBeUndefined());
});

describe("the run key", () => {
  test("in a pod is the pod's alone, whatever its tests are", async () => {
    const given = await nameOf({ TESTCAR_POD_UID: uid }, "1");
    expect(await nameOf({ TESTCAR_POD_UID: uid, TESTCAR_ROLLOUT: "r" }, undefined)).toBe(given);
    expect(await nameOf({}, "2", mounts(hosts), "other")).toBe(given);
    expect(await nameOf({ TESTCAR_POD_UID: "another" }, "1", mounts(hosts))).not.toBe(given);
  });

  test("of a named workload counts for all of its pods", async () => {
    const env = { TESTCAR_WORKLOAD: "w", TESTCAR_ROLLOUT: "r" };
    const name = await nameOf(env, "1");
    expect(await nameOf(env, "1", mounts(hosts), "other")).toBe(name);
    expect(await nameOf({ ...env, TESTCAR_ROLLOUT: "s" }, "1")).not.toBe(name);
    expect(await nameOf({ ...env, JOB_COMPLETION_INDEX: "1" }, "1")).not.toBe(name);
    expect(await nameOf({ TESTCAR_WORKLOAD: "r", TESTCAR_ROLLOUT: "w" }, "1")).not.toBe(name);
    expect(await nameOf(env, "2")).not.toBe(name);
  });

  test("elsewhere is the host's, and that of its tests", async () => {
    const name = await nameOf({}, "1");
    expect(await nameOf({ TESTCAR_POD_UID: "" }, "1")).toBe(name);
    expect(await nameOf({}, "2")).not.toBe(name);
    expect(await nameOf({}, "1", "", "other")).not.toBe(name);
    expect(await nameOf({}, undefined)).toBeUndefined();
  });
});
