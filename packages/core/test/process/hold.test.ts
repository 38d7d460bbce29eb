import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { findKeeper } from "../../src/process/keeper.ts";
import { eventually } from "../eventually.ts";
import { commandOf } from "../processes.ts";

type Holder = ChildProcessByStdio<Writable, Readable, Readable>;

const keeper = await findKeeper();
const withKeeper = keeper === undefined ? describe.skip : describe;

const children = (pid: number): string => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();

/** A process that holds, when it does. */
async function startHolder(program = "true"): Promise<{ readonly holder: Holder; readonly pid: number }> {
  const fixture = join(import.meta.dirname, "../fixtures/holds.ts");
  const args = ["--conditions=testcar:source", fixture, program];
  const holder = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
  const { pid = 0 } = holder;
  await eventually(() => commandOf(pid) === `${keeper} hold`);
  return { holder, pid };
}

withKeeper("a process that holds", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("exits 0 on %s", async (signal) => {
    const { holder } = await startHolder();
    // The signal may come before it listens: then it ends by the signal.
    const end = once(holder, "exit");
    holder.kill(signal);
    expect([
      [0, null],
      [null, signal],
    ]).toContainEqual(await end);
  });

  it("uses next to no memory, keeps its log open, and drops its environment and its directory", async () => {
    const { holder, pid } = await startHolder();
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(256);
    expect(readFileSync(`/proc/${pid}/environ`, "utf8")).toBe("");
    expect([0, 1, 2, 3].map((file) => existsSync(`/proc/${pid}/fd/${file}`))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    let complaints = "";
    holder.stderr.on("data", (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    const end = once(holder, "exit");
    // It is in the root directory by the time that it listens.
    await eventually(() => readlinkSync(`/proc/${pid}/cwd`) === "/");
    holder.kill();
    expect(await end).toEqual([0, null]);
    expect(complaints).toBe("");
  });

  it("leaves no zombie of a hundred orphans", async () => {
    const { holder, pid } = await startHolder("for i in $(seq 100); do (sh -c 'echo $$' &); done");
    let told = "";
    holder.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString();
    });
    holder.stdin.end("go\n");
    const orphans = (): readonly string[] => told.split("\n").slice(0, -1);
    await eventually(() => orphans().length === 100 && children(pid) === "");
    expect(orphans().filter((orphan) => existsSync(`/proc/${orphan}`))).toEqual([]);
    const end = once(holder, "exit");
    holder.kill();
    expect(await end).toEqual([0, null]);
  });
});

// As in a container, where in turn this is often forbidden.
const namespace = ["--map-root-user", "--pid", "--fork", "--mount-proc"];
const canUnshare = spawnSync("unshare", [...namespace, "true"]).status === 0;

(canUnshare && keeper !== undefined ? describe : describe.skip)("process 1 that holds", () => {
  it("exits 0 on SIGTERM, and reaps", async () => {
    // The shell keeps number 1, which becomes the holder; what it has started becomes the holder's.
    const script = `(sleep 0.1; (sh -c 'echo $$' &)) & exec ./${`keeper-${process.arch}`} hold`;
    const outer = spawn("unshare", [...namespace, "sh", "-c", script], {
      cwd: dirname(keeper ?? ""),
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(outer.stdout, "data");
    const pid = Number(children(outer.pid ?? 0));
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(/^NSpid:\t\d+\t1$/m);
    await eventually(() => children(pid) === "");
    const end = once(outer, "exit");
    process.kill(pid, "SIGTERM");
    expect(await end).toEqual([0, null]);
  });
});
