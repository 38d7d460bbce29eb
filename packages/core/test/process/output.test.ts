import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Secret } from "../../src/config/secret.ts";
import { createRedactor } from "../../src/log/redact.ts";
import { HEAD_BYTES, TAIL_BYTES } from "../../src/process/excerpt.ts";
import { openOutput } from "../../src/process/output.ts";
import type { OutputLine } from "../../src/progress.ts";
import { folder } from "../folders.ts";

const MAX_BYTES = 64 * 1024 * 1024;

function open(file = join(folder(), "output.log")) {
  const told: OutputLine[] = [];
  const redactor = createRedactor();
  redactor.register(new Secret("hunter22-of-the-sea", "a test"));
  const output = openOutput({
    file,
    maxBytes: MAX_BYTES,
    maskStream: redactor.maskStream,
    onLine: (line) => told.push(line),
  });
  const write = (text: string, stream: "stdout" | "stderr" = "stdout") =>
    output.write(Buffer.from(text), stream);
  return { file, told, output, write };
}

const numbered = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${String(from + index).padStart(6, "0")}\n`).join("");

const LINE_BYTES = 12;

describe("what a test prints", () => {
  it("is told as it comes, each stream's lines whole", async () => {
    const { told, output, write } = open();
    await write("one\ntw");
    await write("oops\n", "stderr");
    expect(told).toEqual([
      { stream: "stdout", text: "one" },
      { stream: "stderr", text: "oops" },
    ]);
    await write("o\n");
    expect(told.at(-1)).toEqual({ stream: "stdout", text: "two" });
    expect(await output.end(true)).toMatchObject({ bytes: 13, lines: 3, omittedLines: 0 });
  });

  it("is all in a file that only this user can read", async () => {
    const { file, output, write } = open();
    await write("one\nhalf");
    await output.end(true);
    expect(readFileSync(file, "utf8")).toBe("one\nhalf");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is masked in records and in the file, also where it comes in pieces", async () => {
    const { file, told, output, write } = open();
    await write("token hunter22-of");
    await write("-the-sea!\n");
    await output.end(true);
    expect(told).toEqual([{ stream: "stdout", text: "token [secret]!" }]);
    expect(readFileSync(file, "utf8")).toBe("token [secret]!\n");
  });

  it("no longer counts when the test has ended", async () => {
    const { file, told, output, write } = open();
    await output.end(true);
    await write("too late\n");
    expect(told).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe("");
  });
});

describe("a test that prints a lot", () => {
  it("has its head told at once, its tail at the end, and between them what is left out", async () => {
    const { file, told, output, write } = open();
    const text = numbered(0, 100_000);
    for (let at = 0; at < text.length; at += 65_536) await write(text.slice(at, at + 65_536));
    const head = told.length;
    expect(head).toBe(Math.floor(HEAD_BYTES / LINE_BYTES));
    const summary = await output.end(true);

    const tail = Math.floor(TAIL_BYTES / LINE_BYTES);
    const left = 100_000 - head - tail;
    expect(summary).toMatchObject({ bytes: text.length, lines: 100_000, omittedLines: left });
    expect(told[head]).toEqual({
      stream: "stdout",
      text: "",
      omitted: { lines: left, bytes: left * LINE_BYTES },
    });
    expect(told[head + 1]?.text).toBe(`line ${String(100_000 - tail).padStart(6, "0")}`);
    expect(told.at(-1)?.text).toBe("line 099999");
    expect(told).toHaveLength(head + 1 + tail);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("in one endless line is told and left out in pieces, to the byte", async () => {
    const { told, output, write } = open();
    await write("x".repeat(100_000));
    await output.end(true);
    const shown = told.reduce((sum, { text }) => sum + text.length, 0);
    const cut = told.find(({ omitted }) => omitted !== undefined)?.omitted;
    expect(cut?.lines).toBe(0);
    expect(shown + (cut?.bytes ?? 0)).toBe(100_000);
  });

  it("waits for the disk, without a listener for each wait", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const { output, write } = open();
    let waits = 0;
    for (let count = 0; count < 50; count += 1) {
      const written = write(`${"x".repeat(99)}\n`.repeat(1000));
      if (written !== undefined) waits += 1;
      await written;
    }
    await output.end(true);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(waits).toBeGreaterThan(20);
    expect(warnings).toEqual([]);
  });
});

describe("a disk that takes nothing", () => {
  it("is told at the end, and holds nobody up", async () => {
    const file = join(folder(), "is-a-directory");
    mkdirSync(file);
    const { output, write } = open(file);
    for (let count = 0; count < 20; count += 1) await write("x".repeat(100_000));
    await expect(output.end(true)).rejects.toMatchObject({
      code: "TESTCAR_RUN_WORK_DIRECTORY",
      message: expect.stringContaining("it is a directory"),
    });
  });

  const full = existsSync("/dev/full") ? it : it.skip;
  full("because it is full is told as such", async () => {
    const { output, write } = open("/dev/full");
    await write("x".repeat(100_000));
    await expect(output.end(true)).rejects.toThrow("no space left on device");
  });
});
