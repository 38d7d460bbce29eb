import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { endStragglers } from "../../src/run/stragglers.ts";

const whereThereIsProc = existsSync("/proc/self/environ") ? test : test.skip;
const start = (env: Readonly<Record<string, string>>) =>
  spawn("sleep", ["60"], { detached: true, stdio: "ignore", env: { PATH: process.env["PATH"], ...env } });

whereThereIsProc("ends the processes with this entry in their environment, and no others", async () => {
  const own = `/tmp/${process.pid}/events.jsonl`;
  const [ours, similar] = [start({ TESTCAR_EVENTS_FILE: own }), start({ TESTCAR_EVENTS_FILE: `${own}.1` })];
  await Promise.all([once(ours, "spawn"), once(similar, "spawn")]);
  const ended = once(ours, "exit");
  expect(await endStragglers(`TESTCAR_EVENTS_FILE=${own}`)).toBe(1);
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(similar.exitCode ?? similar.signalCode).toBeNull();
  similar.kill("SIGKILL");
  await once(similar, "exit");
});

test("finds nothing where there is nothing", async () => {
  expect(await endStragglers("TESTCAR_EVENTS_FILE=/nowhere")).toBe(0);
});
