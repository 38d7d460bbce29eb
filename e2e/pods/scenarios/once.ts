// Once: whatever ends the agent, its tests do not run again, and what is told stays told.
import { expect } from "@jest/globals";
import { count, finished, scenario } from "../suite.ts";

/** What `podman kill` would not do: it counts as the user's wish, and the container stays down. */
const crash = (pid: number): boolean => process.kill(pid, "SIGKILL");

const probe = { "health.probe": "GET /health 200\n" };

/** A test that the service never answers. */
const slow = { "slow.probe": "GET /slow 200\n" };

const lastLine = (log: string): string | undefined => log.trim().split("\n").at(-1);

scenario(
  "an agent that crashes while it holds says the same again, and tests nothing",
  { configMap: probe, restartPolicy: "Always" },
  async (pod) => {
    const told = await pod.line("testcar", finished);
    for (const times of [2, 3]) {
      crash(await pod.holds());
      expect(await pod.line("testcar", finished, times)).toBe(told);
    }
    await pod.holds();
    expect(await pod.inspect("testcar", "{{.RestartCount}}")).toBe("2");
    expect(lastLine(await pod.log())).toBe(told);
    expect(await pod.reading()).toMatchObject({ verdict: "passed", completeness: "complete" });
    expect(count(await pod.log("sut"), "GET /health")).toBe(1);
    expect(count(await pod.log("sut"), "POST /token")).toBe(1);
  },
);

scenario(
  "an agent that crashes in the middle of a run says interrupted, and never runs it again",
  { configMap: slow, restartPolicy: "Always" },
  async (pod) => {
    await pod.line("sut", /GET \/slow/);
    crash(pod.agent());
    const told = await pod.line("testcar", finished);
    expect(await pod.reading()).toMatchObject({ verdict: "interrupted", exitCode: 137 });
    // Nor does it after the next one.
    crash(await pod.holds());
    expect(await pod.line("testcar", finished, 2)).toBe(told);
    expect(await pod.reading()).toMatchObject({ verdict: "interrupted", exitCode: 137 });
    expect(count(await pod.log("sut"), "GET /slow")).toBe(1);
  },
);

scenario(
  "the end of the pod in the middle of a run interrupts it, and is told",
  { configMap: slow },
  async (pod) => {
    await pod.line("sut", /GET \/slow/);
    await pod.stop();
    expect(await pod.reading()).toMatchObject({
      verdict: "interrupted",
      exitCode: 143,
      completeness: "complete",
    });
    expect(await pod.inspect("testcar", "{{.State.ExitCode}}")).toBe("143");
    expect(count(await pod.log("sut"), "GET /slow")).toBe(1);
  },
);
