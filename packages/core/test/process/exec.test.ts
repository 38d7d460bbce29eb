import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { systemClock } from "../../src/process/clock.ts";
import type { ExecOptions } from "../../src/process/exec.ts";
import { createExec } from "../../src/process/start.ts";
import { eventually } from "../eventually.ts";
import { folder } from "../folders.ts";
import { keep } from "../output.ts";
import { isAlive, isReaped } from "../processes.ts";

const environment = { ...process.env, OAUTH_SECRET: "hunter22", LC_ALL: "C", TESTCAR_TARGET: "http://a" };
const exec = createExec(environment, systemClock);

const program = (name: string): string => join(import.meta.dirname, "../fixtures", name);

const run = (name: string, args: readonly string[] = [], options: ExecOptions = {}) =>
  exec(process.execPath, [program(name), ...args], options);

describe("a process that ends by itself", () => {
  it.each([0, 1, 3])("gives its exit code %i as a result", async (code) => {
    const result = await run("fail.js", [String(code)]);
    expect(result).toEqual({ exitCode: code, aborted: false, durationMs: expect.any(Number) });
  });

  it.each(["SIGKILL", "SIGTERM", "SIGHUP", "SIGSEGV", "SIGUSR2"])(
    "gives the signal %s that ended it, and then no exit code",
    async (signal) => {
      const result = await exec("sh", ["-c", `ulimit -c 0; kill -${signal.slice(3)} $$`]);
      expect(result).toMatchObject({ exitCode: null, signal, aborted: false });
    },
  );

  it("has its output told by stream", async () => {
    const { text, onOutput } = keep();
    await run("fail.js", [], { onOutput });
    expect(text).toEqual({ stdout: "out\n", stderr: "err\n" });
  });

  it("gets its arguments as they are: no shell is in between", async () => {
    const { text, onOutput } = keep();
    const args = [
      "-e",
      "console.log(JSON.stringify(process.argv.slice(1)))",
      "--",
      "$HOME",
      "a b",
      "*;`id`",
      "",
    ];
    await exec(process.execPath, args, { onOutput });
    expect(JSON.parse(text.stdout)).toEqual(["$HOME", "a b", "*;`id`", ""]);
  });

  it("gets nothing on its standard input", async () => {
    const result = await exec(process.execPath, ["-e", "process.stdin.resume()"]);
    expect(result.exitCode).toBe(0);
  });

  it("takes what it started in its group with it", async () => {
    const { onOutput, firstLine } = keep();
    await run("starts-child.js", [], { onOutput });
    const child = Number(await firstLine);
    await eventually(() => !isAlive(child));
  });
});

describe("a process that has to be stopped", () => {
  it("is asked politely", async () => {
    const { firstLine, onOutput } = keep();
    const stop = new AbortController();
    const running = run("forever.js", [], { signal: stop.signal, onOutput });
    await firstLine;
    stop.abort();
    expect(await running).toMatchObject({ exitCode: null, signal: "SIGTERM", aborted: true });
  });

  it("is killed when it does not listen", async () => {
    const { text, firstLine, onOutput } = keep();
    const stop = new AbortController();
    const running = run("ignores-term.js", [], { signal: stop.signal, onOutput, graceMs: 200 });
    await firstLine;
    stop.abort();
    expect(await running).toMatchObject({ exitCode: null, signal: "SIGKILL", aborted: true });
    expect(text.stdout).toBe("up\nno\n");
  });

  it("has its whole grace, also when that is longer than timers count", async () => {
    const { firstLine, onOutput } = keep();
    const stop = new AbortController();
    const script = 'trap "sleep 0.1; exit 7" TERM; echo up; while :; do sleep 0.05; done';
    const running = exec("sh", ["-c", script], { signal: stop.signal, onOutput, graceMs: 3e9 });
    await firstLine;
    stop.abort();
    expect(await running).toMatchObject({ exitCode: 7, aborted: true });
  });

  it("is stopped with all that it started, also what does not listen", async () => {
    const { firstLine, onOutput } = keep();
    const stop = new AbortController();
    const running = run("starts-child.js", ["stay"], { signal: stop.signal, onOutput });
    const child = Number(await firstLine);
    expect(isAlive(child)).toBe(true);
    stop.abort();
    expect(await running).toMatchObject({ aborted: true });
    await eventually(() => !isAlive(child));
  });

  it("is stopped while it prints as fast as it can", async () => {
    const stop = new AbortController();
    let bytes = 0;
    const result = await run("prints-forever.js", [], {
      signal: stop.signal,
      onOutput: (chunk) => {
        bytes += chunk.byteLength;
        if (bytes > 1_000_000) stop.abort();
      },
    });
    expect(result).toMatchObject({ signal: "SIGTERM", aborted: true });
  });

  it("is not started at all when it is too late", async () => {
    const marker = join(folder(), "started");
    const result = await exec(
      process.execPath,
      ["-e", `require("fs").writeFileSync(${JSON.stringify(marker)}, "")`],
      {
        signal: AbortSignal.abort(),
      },
    );
    expect(result).toEqual({ exitCode: null, aborted: true, durationMs: 0 });
    expect(() => writeFileSync(marker, "", { flag: "wx" })).not.toThrow();
  });

  it("does not count as stopped when it had ended before", async () => {
    const stop = new AbortController();
    const result = await exec(process.execPath, ["-e", "console.log(process.pid)"], {
      signal: stop.signal,
      onOutput: async (chunk) => {
        const pid = Number(Buffer.from(chunk).toString());
        await eventually(() => isReaped(pid));
        stop.abort();
      },
    });
    expect(result).toMatchObject({ exitCode: 0, aborted: false });
  });
});

describe("output", () => {
  it("makes the process wait while its reader is slow", async () => {
    const release = Promise.withResolvers<void>();
    let told = "";
    const running = run("counts-reads.js", [], {
      onOutput: async (chunk, stream) => {
        if (stream === "stdout") await release.promise;
        else told += Buffer.from(chunk).toString();
      },
    });
    // It gets rid of what fits into the pipe and the reader's buffer; then it stands still.
    await eventually(() => told !== "");
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(Number(told.trim().split("\n").at(-1))).toBeLessThan(16);
    release.resolve();
    expect((await running).exitCode).toBe(0);
    expect(told.trim().split("\n").at(-1)).toBe("64");
  });

  it("comes piece by piece: the next one when the last one has been taken", async () => {
    let pending = 0;
    let most = 0;
    await run("prints.js", ["1048576"], {
      onOutput: async () => {
        pending += 1;
        most = Math.max(most, pending);
        await new Promise((resolve) => setImmediate(resolve));
        pending -= 1;
      },
    });
    expect(most).toBe(1);
  });

  it("is told to its end, however slow the reader is after the process has ended", async () => {
    let bytes = 0;
    await run("prints.js", ["131072"], {
      onOutput: async (chunk) => {
        bytes += chunk.byteLength;
        await new Promise((resolve) => setTimeout(resolve, 700));
      },
    });
    expect(bytes).toBe(131_072);
  });

  it("that its reader cannot take is an error of the reader, and none of the process", async () => {
    const problem = new Error("no space left");
    let calls = 0;
    const running = run("prints.js", ["1048576"], {
      onOutput: () => {
        calls += 1;
        throw problem;
      },
    });
    await expect(running).rejects.toBe(problem);
    expect(calls).toBe(1);
  });
});

describe("a program that cannot be started", () => {
  const rubbish = join(folder({ rubbish: "\0\0\0\0" }), "rubbish");
  chmodSync(rubbish, 0o755);
  const cases: readonly (readonly [string, string, ExecOptions, string])[] = [
    ["is not there", "/no/such/program", {}, "no such file or directory"],
    ["is nowhere in the PATH", "no-such-program", {}, "no such file or directory"],
    ["is below a file", join(rubbish, "program"), {}, "a part of the path is not a directory"],
    ["is for another machine", rubbish, {}, "it is not a program for this machine"],
    ["is no program", program("fail.js"), {}, "permission denied"],
    [
      "would start in a folder that is not there",
      process.execPath,
      { cwd: "/nowhere/at/all" },
      "/nowhere/at/all: no such",
    ],
  ];
  it.each(cases)("because it %s is named with the reason", async (_why, file, options, reason) => {
    await expect(exec(file, [], options)).rejects.toMatchObject({
      code: "TESTCAR_RUN_PROCESS_NOT_STARTED",
      message: expect.stringContaining(`Cannot start ${file}: `),
    });
    await expect(exec(file, [], options)).rejects.toThrow(reason);
  });
});

describe("the environment of a process", () => {
  const environmentOf = async (options: ExecOptions): Promise<Record<string, string>> => {
    const { text, onOutput } = keep();
    await run("prints-environment.js", [], { ...options, onOutput });
    return JSON.parse(text.stdout);
  };

  it("holds what programs need, and none of the agent's own secrets", async () => {
    const env = await environmentOf({});
    expect(env).toMatchObject({ PATH: process.env.PATH, LC_ALL: "C" });
    expect(env).not.toHaveProperty("OAUTH_SECRET");
    expect(env).not.toHaveProperty("TESTCAR_TARGET");
    expect(process.env["NODE_ENV"]).toBe("test");
    expect(env).not.toHaveProperty("NODE_ENV");
  });

  it("can be added to and taken from", async () => {
    const env = await environmentOf({ env: { TOKEN: "abc", LC_ALL: undefined } });
    expect(env).toMatchObject({ TOKEN: "abc" });
    expect(env).not.toHaveProperty("LC_ALL");
  });
});
