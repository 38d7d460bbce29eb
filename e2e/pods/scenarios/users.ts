// Platforms choose the user themselves: nothing in the image belongs to one.
import { expect } from "@jest/globals";
import { statusOf } from "../pod.ts";
import { tryPodman } from "../podman.ts";
import { count, finished, images, inPod, scenario } from "../suite.ts";

const ANYBODY = 123_456;

scenario(
  "any user will do, with tests of a ConfigMap",
  {
    securityContext: { runAsUser: ANYBODY, runAsGroup: 0 },
    configMap: { "health.probe": "GET /health 200\n" },
    restartPolicy: "Always",
  },
  async (pod) => {
    await pod.line("testcar", finished);
    const reading = await pod.reading();
    expect(reading).toMatchObject({ verdict: "passed", exitCode: 0, completeness: "complete" });
    expect(reading.tests.map(({ test: id }) => id)).toEqual(["health.probe"]);
    expect(count(await pod.log("sut"), "GET /health 200")).toBe(1);
    expect(statusOf(await pod.holds(), "Uid").split("\t")[0]).toBe(String(ANYBODY));
  },
);

inPod("any user has the compiled modules of the image", async () => {
  const restrictions = ["--network=none", "--read-only", "--cap-drop=all", "--tmpfs=/tmp:rw,mode=1777"];
  const as = [`--user=${ANYBODY}:0`, "--env=NODE_DEBUG_NATIVE=COMPILE_CACHE"];
  const { stderr } = await tryPodman(["run", "--rm", ...restrictions, ...as, images.agent, "--help"]);
  expect(stderr).toMatch(/reading cache from \/tmp\/testcar-compile-cache-123456\/.*success/);
  expect(stderr).not.toContain("permission denied");
});
