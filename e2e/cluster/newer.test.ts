// What only newer clusters can do.
import { expect } from "@jest/globals";
import { inClusterWith } from "./in-cluster.ts";
import { containerOf, isReady, isRunning, restartsOf } from "./pods.ts";

await inClusterWith(
  "native sidecars",
  "a native sidecar gates its pod, and says the same again after a crash",
  async (workload) => {
    const flags = ["--native-sidecar", "--gate"];
    await workload.applyInjected(flags, workload.manifests.deployment());
    const pod = await workload.pod("is ready", isReady);
    expect(await workload.rollout()).toMatchObject({ exitCode: 0 });
    expect(pod.status.initContainerStatuses?.map(({ name }) => name)).toContain("testcar");
    const told = await workload.finished(pod);
    expect(await workload.reading(pod)).toMatchObject({ verdict: "passed", completeness: "complete" });
    const asked = await workload.asked(pod, "GET /health");

    await workload.crash(pod);
    const again = await workload.pod(
      "is ready again, with its agent started anew",
      (now) => restartsOf(now, "testcar") === 1 && isReady(now),
    );
    expect(await workload.finished(again)).toBe(told);
    expect(await workload.reading(again)).toMatchObject({ verdict: "passed", replayed: {} });
    expect(containerOf(again, "testcar")?.lastState.terminated?.message?.trim()).toBe(told);
    expect(await workload.asked(pod, "GET /health")).toBe(asked);
  },
);

await inClusterWith("image volumes", "tests come out of an image that is mounted", async (workload) => {
  // The profile `restricted` does not list image volumes.
  await workload.allowBaseline();
  await workload.applyInjected(["--mode", "image-volume"], workload.manifests.deployment());
  const pod = await workload.pod("has an agent that runs", (now) => isRunning(now, "testcar"));
  await workload.finished(pod);
  expect(await workload.reading(pod)).toMatchObject({
    verdict: "passed",
    tests: [
      { test: expect.stringContaining("health.probe") },
      { test: expect.stringContaining("smoke.yml") },
    ],
  });
});
