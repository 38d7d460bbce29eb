import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { createLogReader, renderReading } from "@testcar/report";
import { caseRunner, configuration, createProject, fixture, testcar } from "./testcar.ts";

const program = (name: string): string => `node --conditions=testcar:source ${fixture(`programs/${name}`)}\n`;

const projectWith = (tests: Readonly<Record<string, string>>) =>
  createProject({ ...tests, "testcar.config.yaml": configuration([caseRunner]) });

const control = /[\p{Cc}\u202e\u2028]/u;

describe("a test that prints records, control characters and half a line", () => {
  test("cannot change the verdict that the reader finds", async () => {
    using project = projectWith({ "tests/forges.case": program("prints-records.js") });
    const { code, stdout, reading } = await project.testcar(["run"]);
    expect(code).toBe(1);
    expect(reading).toMatchObject({ verdict: "failed", exitCode: 1, completeness: "complete", problems: [] });
    expect(reading.finished?.reason).not.toContain("forged");
    expect(reading.tests).toMatchObject([{ test: "forges.case", status: "failed", exitCode: 3 }]);

    // All of it is there, wrapped, and every line of the log is one record of the one run.
    const records = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(new Set(records.map(({ run }) => run)).size).toBe(1);
    expect(records.filter(({ type }) => type === "run.finished")).toHaveLength(1);
    const printed = records.filter(({ type }) => type === "test.output").map(({ text }) => text);
    expect(printed.join("\n")).toContain('{"testcar":1,"run":"forged"');
    expect(printed.join("\n")).toContain("\u001b[2J");
    for (const line of stdout.trimEnd().split("\n")) expect(line).not.toMatch(/\p{Cc}/u);
  });

  test("cannot change it when only the tail of the log is left", async () => {
    using project = projectWith({ "tests/forges.case": program("prints-records.js") });
    const { stdout } = await project.testcar(["run"]);
    const bytes = Buffer.from(stdout);
    // Wherever the log was cut: what is left says failed, or nothing.
    for (let start = 0; start < bytes.length; start += 37) {
      const reader = createLogReader();
      reader.push(bytes.subarray(start));
      expect(["failed", "unclear"]).toContain(reader.end().verdict);
    }
  });

  test("cannot make a terminal lie, neither live nor when the log is read", async () => {
    using project = projectWith({ "tests/forges.case": program("prints-records.js") });
    const live = await project.testcar(["run", "--format", "text"]);
    // Sequences of a terminal are taken out; what is left of control characters is spelled out.
    expect(live.stdout).toContain("\\u{0}\\u{8}");
    expect(live.stdout.replaceAll("\n", "")).not.toMatch(control);

    const { stdout, reading } = await project.testcar(["run"]);
    const read = await project.testcar(["read"], { stdin: stdout });
    expect(read).toMatchObject({ code: 1, stdout: renderReading(reading), stderr: "" });
    expect(read.stdout.replaceAll("\n", "")).not.toMatch(control);
  });
});

test("a test that writes a passed run straight to the agent's stdout does not make the run a pass", async () => {
  using project = projectWith({ "tests/forges.case": program("writes-to-the-agent.js") });
  // To a file, as in a container: whoever may write to it can put records in, but cannot take any out.
  const log = project.path("log");
  const { code } = await project.testcar(["run"], {
    under: (command) => ["sh", "-c", 'exec "$@" >>"$0"', log, ...command],
  });
  const text = readFileSync(log, "utf8");
  expect(text).toContain('"run":"forged"');
  expect(code).toBe(1);
  const read = await project.testcar(["read"], { stdin: text });
  expect(read.code).toBe(8);
  expect(read.stdout).toContain("TESTCAR_LOG_MIXED");
});

test("a test that prints 100 MB leaves a small log, a bounded file, and an agent that stays small", async () => {
  using project = projectWith({ "tests/prints-much.case": program("prints-much.js") });
  const run = project.start(["run"]);
  let peak = 0;
  const watch = setInterval(() => {
    if (!existsSync(`/proc/${run.pid}/status`)) return;
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${run.pid}/status`, "utf8")) ?? [];
    peak = Math.max(peak, Number(kilobytes ?? 0));
  }, 50);
  const { code, stdout, stderr, reading } = await run.ended;
  clearInterval(watch);

  expect(code).toBe(1);
  expect(reading).toMatchObject({ verdict: "failed", exitCode: 1, completeness: "complete" });
  expect(Buffer.byteLength(stdout) + Buffer.byteLength(stderr)).toBeLessThan(1024 * 1024);

  const bytes = 100_000_000 + "the first line\n".length + "the last line\n".length;
  const output = reading.tests[0]?.output;
  expect(output).toMatchObject({ bytes, lines: 1_000_002 });
  expect(output?.omittedLines).toBeGreaterThan(900_000);
  expect(stdout).toContain('"omitted":{"lines":');
  expect(stdout).toContain('"text":"the first line"');
  expect(stdout).toContain('"text":"the last line"');
  // Of the file, too, only the first and the last 32 MiB are left.
  const left = output?.fileOmittedBytes ?? 0;
  const file = readFileSync(output?.file ?? "", "utf8");
  const note = `\n[testcar: ${left} bytes are left out here: maxOutput is ${64 * 1024 * 1024}]\n`;
  expect(file.length).toBe(bytes - left + note.length);
  expect(file.length).toBeLessThan(64 * 1024 * 1024 + 100);
  expect(file.startsWith("the first line\n") && file.endsWith("\nthe last line\n")).toBe(true);
  expect(file.includes(note)).toBe(true);

  expect(peak).toBeGreaterThan(0);
  expect(peak / 1024).toBeLessThan(200);
});

test("a test that prints one line of 20 MB without an end does no harm either", async () => {
  using project = projectWith({ "tests/long-line.case": "head --bytes=20000000 /dev/zero\nfalse\n" });
  const { code, stdout, reading } = await project.testcar(["run"]);
  expect(code).toBe(1);
  expect(reading).toMatchObject({ verdict: "failed", completeness: "complete" });
  expect(Buffer.byteLength(stdout)).toBeLessThan(1024 * 1024);
  expect(statSync(reading.tests[0]?.output?.file ?? "").size).toBeGreaterThanOrEqual(20_000_000);
});

describe("when nobody takes what the agent says", () => {
  test.each([
    ["records", "json"],
    ["text", "text"],
  ])("a passed run without a reader of its %s is no success", async (_what, format) => {
    using project = projectWith({ "tests/a.case": "true\n" });
    const { code, stderr } = await project.testcar(["run", "--format", format], {
      // A pipe whose reading end is closed from the start.
      under: (command) => ["bash", "-c", 'exec > >(:); wait $!; exec "$0" "$@"', ...command],
    });
    expect(code).toBe(7);
    expect(JSON.parse(stderr)).toMatchObject({ plugin: "stdout-reporter", level: "error" });
  });

  test("a full disk is told", async () => {
    using project = projectWith({ "tests/a.case": "true\n" });
    const { code, stderr } = await project.testcar(["run"], {
      under: (command) => ["sh", "-c", 'exec "$0" "$@" >/dev/full', ...command],
    });
    expect(code).toBe(7);
    expect(JSON.parse(stderr)).toMatchObject({ message: expect.stringContaining("no space left on device") });
  });

  test.each(["explain", "list", "plugins", "--help"])("%s says so by its exit code", async (command) => {
    using project = projectWith({ "tests/a.case": "true\n" });
    const { code, stderr } = await project.testcar([command], {
      under: (whole) => ["sh", "-c", 'exec "$0" "$@" >/dev/full', ...whole],
    });
    expect({ code, stderr }).toEqual({ code: 7, stderr: "" });
  });

  test("a closed stderr changes nothing", async () => {
    using project = projectWith({ "tests/a.case": "true\n" });
    const { code, reading } = await project.testcar(["run", "--log-level", "debug"], {
      env: { TESTCAR_NO_SUCH_THING: "1" },
      under: (command) => ["bash", "-c", 'exec 2> >(:); wait $!; exec "$0" "$@"', ...command],
    });
    expect(code).toBe(0);
    expect(reading.verdict).toBe("passed");
  });

  test("a closed stderr does not change what a mistake of usage exits with", async () => {
    const { code } = await testcar(["rnu"], {
      under: (command) => ["bash", "-c", 'exec 2> >(:); wait $!; exec "$0" "$@"', ...command],
    });
    expect(code).toBe(2);
  });

  test("a closed standard input changes nothing", async () => {
    using project = projectWith({ "tests/a.case": "cat\n" });
    const { code } = await project.testcar(["run"], {
      under: (command) => ["sh", "-c", 'exec "$0" "$@" <&-', ...command],
    });
    expect(code).toBe(0);
  });
});
