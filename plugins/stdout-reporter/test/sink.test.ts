import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { openSink } from "../src/sink.ts";
import { pass, runSuite } from "./runs.ts";

const never = new AbortController().signal;

const program = join(import.meta.dirname, "fixtures/run-one-pass.ts");

/** Runs one passing test in a process of its own and gives what its caller would exit with. */
async function runOnto(
  format: string,
  stdout: "pipe" | number,
): Promise<{ exitCode: number | null; outcome: string }> {
  const child = spawn(process.execPath, ["--conditions=testcar:source", program, format], {
    stdio: ["pipe", stdout, "pipe"],
  });
  // Nobody reads: the reading end is closed before anything is written.
  child.stdout?.destroy();
  child.stdin?.end();
  let outcome = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    outcome += chunk.toString();
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { exitCode, outcome };
}

describe.each(["json", "text"])("a verdict that cannot be told (%s) is no pass", (format) => {
  it("when nobody reads it", async () => {
    const { exitCode, outcome } = await runOnto(format, "pipe");
    expect(outcome).toContain("The reporter stdout-reporter failed: nobody reads it any more; 1 test passed");
    expect(exitCode).toBe(7);
  });

  const full = existsSync("/dev/full") ? it : it.skip;
  full("when the disk is full", async () => {
    const file = openSync("/dev/full", "w");
    try {
      const { exitCode, outcome } = await runOnto(format, file);
      expect(outcome).toContain("no space left on device");
      expect(exitCode).toBe(7);
    } finally {
      closeSync(file);
    }
  });
});

describe("a stream", () => {
  /** A stream that tells errors to whoever writes, and to nobody else. */
  class Discreet extends EventEmitter {
    readonly written: string[] = [];

    write(text: string, done?: (error?: Error) => void): boolean {
      this.written.push(text);
      done?.(new Error(`error ${this.written.length}`));
      return true;
    }
  }

  it("that tells of a failure only to whoever asks whether all is written has failed", async () => {
    const stream = new Discreet();
    const sink = openSink(stream as unknown as NodeJS.WritableStream);
    sink.write("hello");
    await expect(sink.flush(never)).rejects.toThrow("error 2");
  });

  it("that has failed keeps its first error, and gets nothing more", async () => {
    const stream = new Discreet();
    const sink = openSink(stream as unknown as NodeJS.WritableStream);
    sink.write("a");
    stream.emit("error", new Error("the first"));
    stream.emit("error", new Error("the second"));
    sink.write("b");
    await expect(sink.flush(never)).rejects.toThrow("the first");
    await expect(sink.flush(never)).rejects.toThrow("the first");
    expect(stream.written).toEqual(["a"]);
  });

  it("that takes nothing is waited for until the time is up, and no longer", async () => {
    const stream = new Writable({ write: () => undefined });
    const time = new AbortController();
    const sink = openSink(stream);
    sink.write("hello");
    const flushed = sink.flush(time.signal);
    time.abort();
    await expect(flushed).rejects.toThrow("nobody reads what it writes to standard output");
    await expect(openSink(stream).flush(AbortSignal.abort())).rejects.toThrow("nobody reads");
  });

  it("that is slow is waited for", async () => {
    const waiting: (() => void)[] = [];
    let bytes = 0;
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        waiting.push(done);
      },
    });
    const running = runSuite({ a: pass }, { format: "json", stdout: stream });
    let isOver = false;
    void running.then(() => {
      isOver = true;
    });
    while (!isOver) {
      waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await running).outcome.verdict).toBe("passed");
    expect(bytes).toBeGreaterThan(500);
    expect(stream.writableLength).toBe(0);
  });
});
