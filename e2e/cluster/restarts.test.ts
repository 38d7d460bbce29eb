// An agent that the kubelet starts again: what it says, where, and that it tests nothing twice.
import { expect } from "@jest/globals";
import { inCluster } from "./in-cluster.ts";
import { containerOf, isReady, isRunning, restartsOf } from "./pods.ts";

const HEALTH = "GET /health";

inCluster("an agent that crashes while it holds says the same again, and tests nothing", async (workload) => {
  await workload.applyInjected(["--gate"], workload.manifests.deployment());
  const pod = await workload.pod("is ready", isReady);
  const told = await workload.finished(pod);
  const asked = await workload.asked(pod, HEALTH);
  expect(asked).toBeGreaterThan(0);

  await workload.crash(pod);
  const again = await workload.pod(
    "is ready again, with its agent started anew",
    (now) => restartsOf(now, "testcar") === 1 && isReady(now),
  );
  expect(await workload.finished(again)).toBe(told);

  const present = await workload.reading(again);
  expect(present).toMatchObject({ verdict: "passed", replayed: {} });
  const previous = await workload.reading(again, ["--previous"]);
  const { run, tests } = present;
  expect(previous).toMatchObject({ verdict: "passed", completeness: "complete", run, tests });
  expect(previous.replayed).toBeUndefined();
  // The termination message of the instance that is dead.
  const ended = containerOf(again, "testcar")?.lastState.terminated;
  expect(ended).toMatchObject({ exitCode: 137 });
  expect(ended?.message?.trim()).toBe(told);
  expect(await workload.asked(pod, HEALTH)).toBe(asked);
});

// The second test takes the agent's memory, when the first one has asked the service.
const HOG = `let tests = 0;
export default { name: "hog", apiVersion: 1, apply({ hooks }) {
  hooks.execute.for("probe").intercept({ call() {
    const all = [];
    while (tests++ > 0) all.push(Buffer.alloc(1 << 20, 1));
  } });
} };
`;

inCluster("an agent that takes all its memory says interrupted, and runs nothing again", async (workload) => {
  const { manifests, name } = workload;
  const plugins = `plugins: [wait-for, "@acme/probes", ./hog.mjs]\n`;
  await workload.apply(
    manifests.files({ "a.probe": `${HEALTH} 200\n`, "b.probe": `${HEALTH} 200\n` }),
    manifests.files({ "testcar.config.yaml": plugins, "hog.mjs": HOG }, `${name}-config`),
  );
  const memory = ["--requests", "memory=64Mi", "--limits", "memory=128Mi"];
  const files = ["--tests-config-map", name, "--config-map", `${name}-config`];
  await workload.applyInjected([...files, ...memory], manifests.deployment());
  const pod = await workload.pod(
    "has an agent that was killed and runs again",
    (now) => restartsOf(now, "testcar") > 0 && isRunning(now, "testcar"),
  );
  expect(containerOf(pod, "testcar")?.lastState.terminated).toMatchObject({ exitCode: 137 });
  await workload.finished(pod);
  expect(await workload.reading(pod)).toMatchObject({ verdict: "interrupted", exitCode: 137 });
  expect(await workload.reading(pod, ["--previous"])).toMatchObject({ verdict: "unclear" });
  expect(await workload.asked(pod, HEALTH)).toBe(1);
});
