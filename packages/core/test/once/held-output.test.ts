import { Writable } from "node:stream";
import { expect, test } from "@jest/globals";
import { collect } from "../../../plugin-testkit/src/harness/collect.ts";
import { HeldOutput } from "../../src/once/held-output.ts";

const record = (type: string, rest = ""): string => `{"testcar":1,"type":"${type}"${rest}}\n`;

const write = (stream: Writable, text: string): Promise<unknown> =>
  new Promise((resolve) => stream.write(text, resolve));

test("records pass, but the last one is kept; the results are kept as well", async () => {
  const { stream, text } = collect();
  const output = new HeldOutput(stream);
  const lines = [
    record("run.started"),
    record("test.output", `,"text":${JSON.stringify('"type":"run.finished"')}`),
    record("test.finished"),
    record("run.finished"),
  ];
  for (const line of lines) await write(output, line);
  expect(text()).toBe(lines.slice(0, 3).join(""));
  expect(output.held).toBe(lines[3]);
  expect(output.final).toBe(lines.slice(2).join(""));
});

test("results beyond half a mebibyte are not said again, the verdict always is", async () => {
  const output = new HeldOutput(collect().stream);
  const result = record("test.finished", `,"x":"${"x".repeat(8000)}"`);
  for (let count = 0; count < 100; count += 1) await write(output, result);
  await write(output, record("run.finished"));
  expect(output.final.length).toBeLessThan(513 * 1024);
  expect(output.final.endsWith(record("run.finished"))).toBe(true);
});

test("a reader that reads nothing, or has gone, keeps nobody from the verdict", async () => {
  const stuck = new Writable({ write: () => undefined });
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
  gone.on("error", () => undefined);
  for (const stream of [stuck, gone]) {
    const output = new HeldOutput(stream);
    await write(output, record("test.output"));
    await write(output, record("test.output"));
    await write(output, record("run.finished"));
    expect(output.held).toBe(record("run.finished"));
  }
});
