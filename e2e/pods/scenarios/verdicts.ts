// A pass is real: what the service does decides, as its log and the agent's tell.

import { readFileSync } from "node:fs";
import { expect } from "@jest/globals";
import { playInjected } from "../injected.ts";
import { statusOf } from "../pod.ts";
import { canariesOf, count, expectNoSecret, finished, images, inPod, newSecret, scenario } from "../suite.ts";

/** How the file system is mounted that a process has as its root. */
const rootOf = (pid: number): string | undefined =>
  readFileSync(`/proc/${pid}/mountinfo`, "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .find(([, , , , mountPoint]) => mountPoint === "/")?.[5];

scenario(
  "tests out of the service's image pass; the agent holds nearly for nothing, without any right, until it is stopped",
  {},
  async (pod) => {
    await pod.line("testcar", finished);
    const reading = await pod.reading();
    expect(reading).toMatchObject({ verdict: "passed", exitCode: 0, completeness: "complete" });
    expect(reading.tests.map(({ test: id }) => id)).toEqual(["health.probe", "smoke.yml"]);
    // Once: one request of the probe, two of the script.
    expect(count(await pod.log("sut"), "GET /health 200")).toBe(3);
    expect(count(await pod.log("sut"), "POST /token 200")).toBe(1);

    expect(statusOf(pod.init(), "Name")).toBe("tini");
    const holding = await pod.holds();
    expect(Number.parseInt(statusOf(holding, "VmRSS"), 10)).toBeLessThan(1024);
    expect(statusOf(holding, "Uid").split("\t")[0]).toBe("1000");
    expect(statusOf(holding, "CapEff")).toBe("0000000000000000");
    expect(statusOf(holding, "CapBnd")).toBe("0000000000000000");
    expect(statusOf(holding, "NoNewPrivs")).toBe("1");
    expect(rootOf(holding)).toMatch(/^ro,/);

    await pod.stop();
    // Not killed, which would be 137.
    expect(await pod.inspect("testcar", "{{.State.ExitCode}} {{.State.Running}}")).toBe("0 false");
    expect(await pod.reading()).toMatchObject({ verdict: "passed", completeness: "complete" });
  },
);

scenario("a broken service fails", { serviceEnv: { BROKEN: "1" } }, async (pod) => {
  await pod.line("testcar", finished);
  const { verdict, exitCode, completeness, tests } = await pod.reading();
  expect({ verdict, exitCode, completeness }).toEqual({
    verdict: "failed",
    exitCode: 1,
    completeness: "complete",
  });
  expect(tests.map(({ status }) => status)).toEqual(["failed", "failed"]);
  expect(tests[0]?.reasons[0]).toMatchObject({ code: "ACME_STATUS" });
  expect(count(await pod.log("sut"), "GET /health 503")).toBe(3);
  await pod.holds();
});

inPod("a Deployment that testcar inject has put the agent into passes", async () => {
  const secret = newSecret();
  await using pod = await playInjected(images.agent, images.service, secret);
  await pod.line("testcar", finished);
  expect(await pod.reading()).toMatchObject({ verdict: "passed", completeness: "complete" });
  expect(count(await pod.log("sut"), "GET /health 200")).toBe(3);
  await expectNoSecret(pod, canariesOf(secret));
});
