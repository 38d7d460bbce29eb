import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "@jest/globals";
import { systemClock } from "../../src/process/clock.ts";
import { findKeeper } from "../../src/process/keeper.ts";
import { createExec } from "../../src/process/start.ts";
import { eventually } from "../eventually.ts";
import { folder } from "../folders.ts";
import { keep } from "../output.ts";
import { isAlive, processesWith } from "../processes.ts";

const exec = createExec(process.env, systemClock);
const fixture = (name: string): string => join(import.meta.dirname, "../fixtures", name);
const pidsOf = (line: string): readonly number[] => line.split(" ").map(Number);

const keeper = await findKeeper();
const withKeeper = keeper === undefined ? describe.skip : describe;

test("there is a keeper for each machine that Testcar is made for", () => {
  const isMade = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);
  expect(keeper !== undefined).toBe(isMade);
});

withKeeper("of a test that cannot be ended politely and has left a daemon in another session", () => {
  it("nothing is left when it has ended", async () => {
    const { firstLine, onOutput } = keep();
    const result = await exec(process.execPath, [fixture("escapes.js")], { onOutput });
    const [, daemon = 0] = pidsOf(await firstLine);
    expect(isAlive(daemon)).toBe(false);
    expect(result).toMatchObject({ exitCode: 0, aborted: false, leftBehind: 1 });
  });

  it("nothing is left when it was stopped", async () => {
    const { firstLine, onOutput } = keep();
    const stop = new AbortController();
    const options = { signal: stop.signal, graceMs: 100, onOutput };
    const running = exec(process.execPath, [fixture("escapes.js"), "stay"], options);
    const pids = pidsOf(await firstLine);
    expect(pids.filter(isAlive)).toHaveLength(2);
    stop.abort();
    expect(await running).toMatchObject({ exitCode: null, signal: "SIGKILL", aborted: true });
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it.each([
    ["is asked to end", "SIGTERM"],
    ["exits in the middle", "SIGUSR1"],
    ["is killed", "SIGKILL"],
  ] as const)("nothing is left when the agent %s", async (_how, signal) => {
    const args = ["--conditions=testcar:source", fixture("agent.ts"), process.execPath];
    const agent = spawn(process.execPath, [...args, fixture("escapes.js"), "stay"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { firstLine, onOutput } = keep();
    agent.stdout.on("data", (chunk: Buffer) => void onOutput(chunk, "stdout"));
    const pids = pidsOf(await firstLine);
    expect(pids.filter(isAlive)).toHaveLength(2);
    agent.kill(signal);
    await eventually(() => !pids.some(isAlive));
  });
});

withKeeper("the keeper of a test", () => {
  it("hands TERM on exactly once to each process, in its group or not", async () => {
    const stop = new AbortController();
    const { text, firstLine, onOutput } = keep();
    const forever = "while :; do sleep 0.05; done";
    const script = `
      echo $$
      setsid sh -c 'trap "echo away" TERM; echo up >&2; ${forever}' &
      sh -c 'trap "echo near" TERM; echo up >&2; ${forever}' &
      trap "echo first" TERM; echo up >&2; ${forever}`;
    const running = exec("sh", ["-c", script], { signal: stop.signal, onOutput });
    await eventually(() => text.stderr === "up\n".repeat(3));
    stop.abort();
    await eventually(() => ["first", "near", "away"].every((word) => text.stdout.includes(word)));
    process.kill(Number(await firstLine), "SIGKILL");
    expect(await running).toMatchObject({ signal: "SIGKILL", aborted: true });
    expect(text.stdout.split("\n").sort()).toEqual(["", await firstLine, "away", "first", "near"]);
  });

  it("says that the test was stopped, also when TERM and KILL come at once, at any moment", async () => {
    const word = folder();
    const script = `trap "" TERM; (env -i setsid sh -c "sleep 30; : $0" &); sleep 30`;
    for (let delay = 0; delay < 20; delay += 1) {
      const stop = new AbortController();
      const running = exec("sh", ["-c", script, word], { signal: stop.signal, graceMs: 0 });
      setTimeout(() => stop.abort(), delay);
      expect(await running).toMatchObject({ exitCode: null, aborted: true });
      expect(processesWith(word)).toEqual([]);
    }
  });

  it("ends fifty processes that become fifty others all the time", async () => {
    const word = folder();
    const start = `for i in $(seq 50); do setsid sh "$0" "$1" & done; sleep 0.2; exit 3`;
    const result = await exec("sh", ["-c", start, fixture("replaces-itself.sh"), word]);
    expect(processesWith(word)).toEqual([]);
    expect(result).toMatchObject({ exitCode: 3, leftBehind: expect.any(Number) });
  });

  it("can be killed: then the test ends at once, with all that has its environment", async () => {
    const { firstLine, onOutput } = keep();
    const script = "setsid sleep 30 & echo $$ $!; kill -KILL $PPID; sleep 30";
    const result = await exec("sh", ["-c", script], { onOutput });
    expect(result).toMatchObject({ exitCode: null, signal: "SIGKILL", aborted: false });
    const pids = pidsOf(await firstLine);
    await eventually(() => !pids.some(isAlive));
  });

  it("can be stopped: it goes on when it is needed", async () => {
    const { firstLine, onOutput } = keep();
    const stop = new AbortController();
    const script = `kill -STOP $PPID; trap "" TERM; echo $$; while :; do sleep 0.05; done`;
    const running = exec("sh", ["-c", script], { signal: stop.signal, graceMs: 100, onOutput });
    await firstLine;
    stop.abort();
    expect(await running).toMatchObject({ signal: "SIGKILL", aborted: true });
  });

  it("does not hold the output of the test open, and uses next to no memory", async () => {
    const { text, onOutput } = keep();
    const script = "grep VmRSS /proc/$PPID/status; cd /proc/$PPID/fd; echo *; cd /proc/self/fd; echo *";
    await exec("sh", ["-c", script], { onOutput });
    const [rss = "", ofKeeper = "", ofTest = ""] = text.stdout.trim().split("\n");
    expect(Number(/\d+/.exec(rss)?.[0])).toBeLessThan(256);
    // There may be others, which the agent was given when it was started.
    expect(ofKeeper.split(" ")).not.toEqual(expect.arrayContaining(["0", "1", "2"]));
    expect(ofKeeper.split(" ")).toContain("3");
    expect(ofTest.split(" ")).toEqual(expect.arrayContaining(["0", "1", "2"]));
  });

  it("starts nothing for an agent that is not its parent", async () => {
    const marker = folder();
    const other = spawn(keeper ?? "", ["run", "1", "touch", join(marker, "file")], { stdio: "ignore" });
    const exitCode = await new Promise((resolve) => other.once("exit", resolve));
    expect(exitCode).toBe(1);
    expect(() => readFileSync(join(marker, "file"))).toThrow("ENOENT");
  });
});

describe("where there is no keeper", () => {
  const loose = createExec(process.env, systemClock, { keeper: async () => undefined });

  it("a daemon in another session is found by its environment", async () => {
    const { firstLine, onOutput } = keep();
    const result = await loose(process.execPath, [fixture("forks-daemon.js"), "silent"], { onOutput });
    const daemon = Number(await firstLine);
    await eventually(() => !isAlive(daemon));
    expect(result).toMatchObject({ exitCode: 0, aborted: false, leftBehind: 1 });
  });

  it("a process that has cleared its environment is found while its parent runs", async () => {
    const { firstLine, onOutput } = keep();
    const stop = new AbortController();
    const script = `trap "" TERM; env -i setsid sleep 30 & echo $$ $!; wait; wait; sleep 30`;
    const running = loose("sh", ["-c", script], { signal: stop.signal, graceMs: 100, onOutput });
    const pids = pidsOf(await firstLine);
    stop.abort();
    await running;
    await eventually(() => !pids.some(isAlive));
  });

  it.each(["silent", "prints"])("a daemon that nobody finds (%s) is not waited for", async (kind) => {
    const { firstLine, onOutput } = keep();
    const args = ["-i", process.execPath, fixture("forks-daemon.js"), kind];
    const result = await loose("env", args, { onOutput });
    const daemon = Number(await firstLine);
    expect(isAlive(daemon)).toBe(true);
    process.kill(daemon, "SIGKILL");
    expect(result).toMatchObject({ exitCode: 0, aborted: false });
  });

  it("a program that cannot be started is named with the reason", async () => {
    await expect(loose("/no/such/program", [])).rejects.toThrow(
      "Cannot start /no/such/program: no such file or directory",
    );
  });
});
