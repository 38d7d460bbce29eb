// A rollout and the verdict: with readiness as the gate, and without.
import { expect } from "@jest/globals";
import { inCluster } from "./in-cluster.ts";
import { containerOf, isReady, isRunning } from "./pods.ts";

inCluster("a rollout stops when its tests fail, and the old pod goes on serving", async (workload) => {
  const { manifests } = workload;
  await workload.applyInjected(["--gate"], manifests.deployment(), manifests.service());
  const first = await workload.pod("is ready", isReady);
  expect(await workload.rollout()).toMatchObject({ exitCode: 0 });
  expect(await workload.reading(first)).toMatchObject({ verdict: "passed", completeness: "complete" });

  const broken = { env: { RELEASE: "2", BROKEN: "1" }, progressDeadlineSeconds: 45 };
  await workload.applyInjected(["--gate"], manifests.deployment(broken));
  const { exitCode, output } = await workload.rollout();
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: expect.stringContaining("exceeded its progress deadline"),
  });
  const second = await workload.pod(
    "is the broken release's",
    (pod) => pod.metadata.uid !== first.metadata.uid && isRunning(pod, "testcar"),
  );
  await workload.finished(second);
  expect(await workload.reading(second)).toMatchObject({ verdict: "failed", exitCode: 1 });

  const ready = (await workload.pods()).filter(isReady);
  expect(ready.map(({ metadata }) => metadata.name)).toEqual([first.metadata.name]);
  // The broken one would say 503, which kubectl takes for a failure.
  for (const _ of Array(5)) expect(await workload.ask("/health")).toBe("up");

  await workload.applyInjected(["--gate"], manifests.deployment({ env: { RELEASE: "3" } }));
  expect(await workload.rollout()).toMatchObject({ exitCode: 0 });
  const old = [first.metadata.uid, second.metadata.uid];
  const third = await workload.pod(
    "is the mended release's, and ready",
    (pod) => !old.includes(pod.metadata.uid) && isReady(pod),
  );
  expect(await workload.reading(third)).toMatchObject({ verdict: "passed" });
  expect(await workload.ask("/health")).toBe("up");
});

inCluster(
  "without a gate, a service whose tests fail is rolled out, and the log says so",
  async (workload) => {
    await workload.applyInjected([], workload.manifests.deployment({ env: { BROKEN: "1" } }));
    const pod = await workload.pod("is ready", isReady);
    expect(await workload.rollout()).toMatchObject({ exitCode: 0 });
    await workload.finished(pod);
    expect(await workload.reading(pod)).toMatchObject({
      verdict: "failed",
      exitCode: 1,
      completeness: "complete",
      tests: [{ status: "failed" }, { status: "failed" }],
    });
    const [now] = await workload.pods();
    expect(now && { ready: isReady(now), restarts: containerOf(now, "testcar")?.restartCount }).toEqual({
      ready: true,
      restarts: 0,
    });
  },
);
