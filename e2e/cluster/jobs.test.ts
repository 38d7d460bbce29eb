// A Job that ends as its tests do.
import { expect } from "@jest/globals";
import { inCluster, inClusterWith } from "./in-cluster.ts";
import { containerOf, isRunning, type Pod } from "./pods.ts";
import type { Workload } from "./workload.ts";

const hasEnded = (pod: Pod): boolean => containerOf(pod, "testcar")?.state.terminated !== undefined;

/** What a pipeline sees of a Job's end: its condition, the exit code, the termination message. */
async function endOf(workload: Workload, job: string, condition: "complete" | "failed") {
  const pod = await workload.pod("has an agent that has ended", hasEnded, job);
  const wait = ["wait", `--for=condition=${condition}`, `job/${job}`, "--timeout=120s"];
  const { output } = await workload.tryKubectl(wait, 150);
  const ended = containerOf(pod, "testcar")?.state.terminated;
  const message: unknown = JSON.parse(ended?.message ?? "null");
  const { verdict } = await workload.reading(pod);
  return { output, exitCode: ended?.exitCode, message, verdict };
}

inCluster(
  "a Job that runs the tests of a ConfigMap is complete after a pass, and fails otherwise",
  async (workload) => {
    const { manifests, name } = workload;
    await workload.apply(
      manifests.deployment(),
      manifests.files({ "good.probe": "GET /health 200\n" }, `${name}-good`),
      manifests.files({ "bad.probe": "GET /nothing 200\n" }, `${name}-bad`),
    );
    const { status } = await workload.pod("serves", (pod) => isRunning(pod, "sut"));
    const target = `http://${status.podIP}:8080`;
    await workload.apply(
      manifests.jobOfAgent(`${name}-good`, `${name}-good`, target),
      manifests.jobOfAgent(`${name}-bad`, `${name}-bad`, target),
    );
    expect(await endOf(workload, `${name}-good`, "complete")).toEqual({
      output: expect.stringContaining("condition met"),
      exitCode: 0,
      message: expect.objectContaining({ type: "run.finished", verdict: "passed" }),
      verdict: "passed",
    });
    expect(await endOf(workload, `${name}-bad`, "failed")).toEqual({
      output: expect.stringContaining("condition met"),
      exitCode: 1,
      message: expect.objectContaining({ type: "run.finished", verdict: "failed" }),
      verdict: "failed",
    });
  },
);

const releases = [
  { is: "a good service is complete", env: {}, condition: "complete", exitCode: 0, verdict: "passed" },
  { is: "a broken service fails", env: { BROKEN: "1" }, condition: "failed", exitCode: 1, verdict: "failed" },
] as const;

for (const { is, env, condition, exitCode, verdict } of releases) {
  await inClusterWith("native sidecars", `a Job that has ${is}, by --after exit`, async (workload) => {
    const { manifests, name } = workload;
    await workload.applyInjected(["--after", "exit"], manifests.jobWithService(env));
    expect(await endOf(workload, name, condition)).toEqual({
      output: expect.stringContaining("condition met"),
      exitCode,
      message: expect.objectContaining({ type: "run.finished", verdict }),
      verdict,
    });
  });
}
