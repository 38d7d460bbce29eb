import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import {
  createLogReader,
  EXIT_UNCLEAR,
  MAX_RECORD_BYTES,
  type Reading,
  readLog,
  verdicts,
  writeReplayed,
} from "../src/index.ts";
import { clock, linesOf, noise, noTests, prefixes, resealed } from "./logs.ts";

const passed = linesOf("passed");
const failed = linesOf("failed");
const passedLog = passed.join("");
const replayOf = (run: string, start?: number): string => writeReplayed({ run, start, now: clock() });
const lastOf = (lines: readonly string[]): string => lines.at(-1) ?? "";
const codes = ({ problems }: Reading): string[] => problems.map(({ code }) => code);

const unclear = (log: string | Uint8Array, code: string): void => {
  const reading = readLog(log);
  expect({ verdict: reading.verdict, exitCode: reading.exitCode, code: codes(reading)[0] }).toEqual({
    verdict: "unclear",
    exitCode: EXIT_UNCLEAR,
    code,
  });
  expect(reading.finished).toBeUndefined();
};
const clear = (log: string | Uint8Array, verdict = "passed", completeness = "complete"): Reading => {
  const reading = readLog(log);
  expect({ verdict: reading.verdict, completeness: reading.completeness }).toEqual({ verdict, completeness });
  return reading;
};

describe("recovers the verdict", () => {
  test.each(verdicts)("%s, with the run's exit code, tests and last record", (verdict) => {
    const reading = clear(linesOf(verdict).join(""), verdict);
    expect(reading.exitCode).toBe(reading.finished?.exitCode);
    expect(reading.tests.map(({ test, status }) => [test, status])).toEqual([
      ["smoke.yml", "passed"],
      ["load.yml", verdict],
    ]);
    expect(reading).toMatchObject({
      run: "run-a",
      protocol: 1,
      problems: [],
      started: { agent: { version: "1.0.0" } },
    });
  });

  test("from bytes, from a stream, and from pieces cut anywhere", async () => {
    const log = linesOf("passed", "run-a", ["ünïcödé 😀"]).join("");
    const whole = readLog(log);
    expect(readLog(Buffer.from(log))).toEqual(whole);
    const byteByByte = createLogReader();
    for (const byte of Buffer.from(log)) byteByByte.push(Uint8Array.of(byte));
    expect(byteByByte.end()).toEqual(whole);
    const unitByUnit = createLogReader();
    for (let at = 0; at < log.length; at += 1) unitByUnit.push(log.charAt(at));
    expect(unitByUnit.end()).toEqual(whole);
    async function* stream() {
      yield log.slice(0, 500);
      yield Buffer.from(log.slice(500));
    }
    expect(await readLog(stream())).toEqual(whole);
  });

  test.each([100, 900])("when the caller uses its buffer of %i bytes again for every chunk", (size) => {
    const reader = createLogReader();
    const buffer = Buffer.alloc(size);
    const bytes = Buffer.from(passedLog);
    for (let at = 0; at < bytes.length; at += size) {
      reader.push(buffer.subarray(0, bytes.copy(buffer, 0, at, at + size)));
    }
    expect(reader.end()).toMatchObject({ verdict: "passed", completeness: "complete" });
  });

  test("from every tail of the log, down to the last line", () => {
    for (let from = 1; from < passed.length; from += 1) clear(passed.slice(from).join(""), "passed", "tail");
    clear(passedLog.slice(40), "passed", "tail");
  });

  test("without the line feed at the end", () => {
    clear(passedLog.trimEnd());
  });

  test("although records are missing in between", () => {
    clear(passed.toSpliced(3, 1).join(""), "passed", "gaps");
  });

  test("although lines have changed places", () => {
    const reading = clear([...passed.slice(0, -1).toReversed(), lastOf(passed)].join(""));
    expect(reading.tests.map((ended) => ended.test)).toEqual(["smoke.yml", "load.yml"]);
  });

  test.each(Object.entries(prefixes))("behind prefixes: %s", (_name, prefix) => {
    clear(passed.map((line) => prefix + line).join(""));
  });

  test("with carriage returns, a byte order mark, and noise between the lines", () => {
    clear(
      `\ufeff${passed.map((line, at) => noise[at % noise.length] + line.replace("\n", "\r\n")).join("")}`,
    );
  });

  test("with noise and a torn line on the same line in front, and says that a record was damaged", () => {
    const torn = passed[1]?.slice(0, 60);
    const reading = clear([...passed.slice(0, -1), `GET / ${torn}`, lastOf(passed)].join(""));
    expect(reading.problems).toEqual([]);
    expect(codes(clear([torn, "\n", ...passed].join("")))).toEqual(["TESTCAR_LOG_TORN"]);
  });

  test("with diagnostics after the last record, even such that hold a record", () => {
    clear(passedLog + noise.join(""));
  });

  test("with bytes that are no text", () => {
    const rubbish = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256));
    clear(Buffer.concat([rubbish, Buffer.from(`\n${passedLog}`), rubbish]));
  });

  test("behind, between and at the end of endless lines", () => {
    const endless = "x".repeat(3_000_000);
    clear(`${endless}\n${passed.map((line) => `${line}${endless}\n`).join("")}`);
    clear(passed.map((line) => endless + line).join(""));
  });

  test("behind the logs of earlier instances, whether they came to their end or not", () => {
    clear(linesOf("failed", "run-0").join("") + passedLog);
    clear(linesOf("failed", "run-0").slice(0, 4).join("") + passedLog);
    clear(linesOf("passed", "run-0").join("") + failed.join(""), "failed");
    const nothingRan = { seq: 0, digest: { records: 0, sha256: createHash("sha256").digest("hex") } };
    clear(linesOf("passed", "run-0").join("") + resealed(lastOf(failed), nothingRan), "failed");
  });

  test("from a replay: the same records again, all or the last ones, behind its note", () => {
    for (const start of [undefined, 3]) {
      const note = replayOf("run-a", start);
      const told = { type: "run.replayed", ...(start === undefined ? {} : { start }) };
      expect(clear(passedLog + note + passedLog).replayed).toMatchObject(told);
      clear(passedLog + note + lastOf(passed));
      clear(passedLog + note);
      expect(clear(note + passed.slice(-2).join(""), "passed", "tail").replayed).toMatchObject(told);
      clear(note + failed.slice(-2).join(""), "failed", "tail");
    }
    expect(clear(passedLog).replayed).toBeUndefined();
  });

  test("from a replay of the last records only, behind another run, whether that one has ended or not", () => {
    const earlier = linesOf("failed", "run-0");
    const replay = replayOf("run-a", 2) + lastOf(passed);
    clear(earlier.join("") + replay, "passed", "tail");
    clear(earlier.slice(0, 4).join("") + replay, "passed", "tail");
    clear(linesOf("passed", "run-0").join("") + replayOf("run-a", 2) + lastOf(failed), "failed", "tail");
  });

  test("of an empty run that was allowed", () => {
    clear(resealed(lastOf(passed), { counts: noTests }), "passed", "tail");
  });
});

describe("knows what a later agent of the same protocol adds", () => {
  const later = (line: string): string =>
    line.replace(',"type":"test.started"', ',"type":"test.paused","why":{"a":[1]}');

  test("records of unknown types and unknown members count like any other", () => {
    const lines = [...passed];
    lines[1] = later(passed[1] ?? "");
    unclear(lines.join(""), "TESTCAR_LOG_DIGEST");
    clear(lines.toSpliced(0, 1).join(""), "passed", "tail");
    clear(
      resealed(lastOf(passed), { mood: "good", counts: { ...noTests, total: 2, passed: 2, flaky: 1 } }),
      "passed",
      "tail",
    );
  });

  test("a status that it does not know is not a pass", () => {
    const odd = (passed[3] ?? "").replace('"status":"passed"', '"status":"flaky"');
    unclear([odd, lastOf(passed)].join(""), "TESTCAR_LOG_CONFLICT");
  });
});

describe("is unclear when there is no verdict", () => {
  test("in an empty log, or one of blank lines", () => {
    unclear("", "TESTCAR_LOG_EMPTY");
    unclear("\r\n \n\n", "TESTCAR_LOG_EMPTY");
  });

  test("in a log without records, such as the sentence of the Kubernetes API", () => {
    unclear("unable to retrieve container logs for containerd://3f2a", "TESTCAR_LOG_NO_RECORDS");
    unclear('{"verdict":"passed","exitCode":0}\n', "TESTCAR_LOG_NO_RECORDS");
  });

  test("in a log of damaged records only", () => {
    unclear(lastOf(passed).slice(0, 100), "TESTCAR_LOG_TORN");
  });

  test("before the run has finished", () => {
    for (let lines = 1; lines < passed.length; lines += 1) {
      unclear(passed.slice(0, lines).join(""), "TESTCAR_LOG_NO_VERDICT");
    }
  });

  test("when the last line is cut anywhere", () => {
    const end = passedLog.length - 1;
    for (let cut = 1; cut < lastOf(passed).length - 12; cut += 1) {
      unclear(passedLog.slice(0, end - cut), "TESTCAR_LOG_NO_VERDICT");
    }
  });

  test("when a newer run has begun, even if all of it is damaged", () => {
    const newer = linesOf("passed", "run-b");
    unclear(passedLog + newer[0], "TESTCAR_LOG_NO_VERDICT");
    unclear(passedLog + newer.slice(0, -1).join(""), "TESTCAR_LOG_NO_VERDICT");
    unclear(passedLog + newer[2], "TESTCAR_LOG_NO_VERDICT");
    unclear(passedLog + newer[0]?.slice(0, 30), "TESTCAR_LOG_TORN");
    unclear(`${passedLog}${newer[0]?.slice(0, 30)}${"x".repeat(200_000)}`, "TESTCAR_LOG_TORN");
  });
});

test("notices the start of a newer run in an endless line, wherever the line is cut for memory", () => {
  const start = linesOf("passed", "run-b")[0]?.slice(0, 40) ?? "";
  for (let back = -20; back < 60; back += 1) {
    const line = `${"x".repeat(70_000)}${start}`.padEnd(70_000 + MAX_RECORD_BYTES + back, "y");
    unclear(passedLog + line, "TESTCAR_LOG_TORN");
  }
});

describe("believes no note of a replay by itself", () => {
  test("nothing is behind it, or what is behind it is torn", () => {
    unclear(replayOf("run-a"), "TESTCAR_LOG_NO_VERDICT");
    unclear(passedLog + replayOf("run-b", 2), "TESTCAR_LOG_NO_VERDICT");
    unclear(replayOf("run-a") + lastOf(passed).slice(0, -20), "TESTCAR_LOG_NO_VERDICT");
    unclear(passedLog + replayOf("run-a").slice(0, 60), "TESTCAR_LOG_TORN");
  });

  test("the record behind it is of another run, or its run is there already in front of another one", () => {
    unclear(replayOf("run-b") + lastOf(passed), "TESTCAR_LOG_MIXED");
    const other = linesOf("failed", "run-b").join("");
    unclear(passedLog + other + replayOf("run-a") + passedLog, "TESTCAR_LOG_MIXED");
  });

  test("what it says of itself is impossible", () => {
    const odd = replayOf("run-a", 1).replace('"start":1', '"start":0');
    expect(clear(odd + passedLog).replayed).toBeUndefined();
  });
});

describe("believes an intact run.finished only", () => {
  test("not one of which a byte was changed", () => {
    const tail = Buffer.from(lastOf(passed));
    for (let at = 0; at < tail.length - 1; at += 1) {
      const changed = Buffer.from(tail);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(readLog(changed).verdict).toBe("unclear");
    }
  });

  test.each([
    ["a member is missing", { reason: undefined }],
    ["a member has the wrong type", { durationMs: "12" }],
    ["a nested member has the wrong type", { counts: { ...noTests, total: 1, passed: "1" } }],
    ["a reason is no reason", { reasons: ["because"] }],
    ["the verdict is none", { verdict: "good" }],
    ["the exit code is none", { exitCode: 0.5 }],
    ["passed does not have exit code 0", { exitCode: 1 }],
    ["another verdict has exit code 0", { verdict: "failed" }],
    ["passed with a failed test", { counts: { ...noTests, total: 2, passed: 1, failed: 1 } }],
    ["passed with a test in error", { counts: { ...noTests, total: 2, passed: 1, error: 1 } }],
    ["passed with a timed-out test", { counts: { ...noTests, total: 2, passed: 1, "timed-out": 1 } }],
    ["passed with an interrupted test", { counts: { ...noTests, total: 2, passed: 1, interrupted: 1 } }],
    ["passed though every test was skipped", { counts: { ...noTests, total: 2, skipped: 2 } }],
    ["counts that do not add up", { counts: { ...noTests, total: 3, passed: 2 } }],
    ["a digest over another number of records", { digest: { records: 3, sha256: "0".repeat(64) } }],
    ["a digest that is none", { digest: { records: 7, sha256: "0" } }],
    ["a record of more than 4096 bytes", { reason: "x".repeat(4096) }],
  ])("not one that is sealed, but impossible: %s", (_name, change) => {
    unclear(resealed(lastOf(passed), change), "TESTCAR_LOG_INVALID");
  });

  test("not one of another type, without its seal, or with the seal elsewhere", () => {
    unclear(lastOf(passed).replace("run.finished", "run.concluded"), "TESTCAR_LOG_NO_VERDICT");
    const { check, ...rest } = JSON.parse(lastOf(passed));
    expect(readLog(JSON.stringify(rest)).verdict).toBe("unclear");
    expect(readLog(JSON.stringify({ check, ...rest })).verdict).toBe("unclear");
  });

  test("not when another one of the same run differs, but a damaged one in front does not matter", () => {
    const other = resealed(lastOf(passed), { durationMs: 1 });
    unclear(passedLog + other, "TESTCAR_LOG_CONFLICT");
    unclear(other + passedLog, "TESTCAR_LOG_CONFLICT");
    unclear(failed.join("") + lastOf(passed), "TESTCAR_LOG_CONFLICT");
    expect(codes(clear(`${lastOf(passed).replace("1200", "1201")}${passedLog}`))).toEqual([
      "TESTCAR_LOG_TORN",
    ]);
  });
});

describe("is unclear when records speak against one another", () => {
  const numbered = (seq: number, line = passed[1] ?? ""): string => line.replace(/"seq":\d+/, `"seq":${seq}`);

  test("two records with one number", () => {
    unclear([numbered(0), ...passed].join(""), "TESTCAR_LOG_CONFLICT");
  });

  test("a record that would come after the last one", () => {
    unclear([numbered(7), lastOf(passed)].join(""), "TESTCAR_LOG_CONFLICT");
    unclear([numbered(70), ...passed].join(""), "TESTCAR_LOG_CONFLICT");
  });

  test("a record of the run behind its run.finished, new or known", () => {
    unclear([...passed.slice(1), passed[0]].join(""), "TESTCAR_LOG_CONFLICT");
    unclear([...passed, passed[3]].join(""), "TESTCAR_LOG_CONFLICT");
  });

  test.each(["failed", "error", "timed-out", "interrupted"] as const)(
    "a %s test in a passed run",
    (status) => {
      const finished = linesOf(status)[6] ?? "";
      expect(finished).toContain(`"status":"${status}"`);
      unclear([finished, lastOf(passed)].join(""), "TESTCAR_LOG_CONFLICT");
    },
  );

  test("a changed record in a log that has all of them", () => {
    const changed = passed.with(2, (passed[2] ?? "").replace("200 OK", "500 OK"));
    unclear(changed.join(""), "TESTCAR_LOG_DIGEST");
    clear(changed.slice(1).join(""), "passed", "tail");
  });

  test("a last record of one run, where another run has not finished", () => {
    const end = lastOf(linesOf("passed", "run-b"));
    unclear(failed.slice(0, 5).join("") + end, "TESTCAR_LOG_MIXED");
    unclear(
      failed.slice(0, 5).join("") + resealed(end, { seq: 0, digest: { records: 0, sha256: "0".repeat(64) } }),
      "TESTCAR_LOG_MIXED",
    );
  });

  test("a run without beginning behind another run", () => {
    unclear(failed.join("") + lastOf(linesOf("passed", "run-b")), "TESTCAR_LOG_MIXED");
    unclear(failed.join("") + linesOf("passed", "run-b").slice(2).join(""), "TESTCAR_LOG_MIXED");
  });

  test("a run of which only the end is whole, behind damaged records that may be another's", () => {
    const torn = `${(failed[0] ?? "").slice(0, -9)}\n`;
    unclear(torn + lastOf(passed), "TESTCAR_LOG_TORN");
    clear(torn + replayOf("run-a") + lastOf(passed), "passed", "tail");
    clear(torn + passed.slice(-2).join(""), "passed", "tail");
  });

  test("two runs whose lines are mixed, as of two pods", () => {
    const other = linesOf("passed", "run-b");
    unclear(passed.map((line, at) => line + other[at]).join(""), "TESTCAR_LOG_MIXED");
    unclear(passedLog + other[0] + passedLog, "TESTCAR_LOG_MIXED");
  });

  test("more records than a run may have", () => {
    const filler = (at: number): string =>
      numbered(at).replace('"runner":"', `"runner":"${"x".repeat(7000)}`);
    const many = Array.from({ length: 145 }, (_, at) => filler(at + 7));
    unclear([...many, lastOf(passed)].join(""), "TESTCAR_LOG_TOO_LARGE");
  });
});

describe("is not fooled by what tests print", () => {
  const forged = linesOf("passed", "run-a").join("");
  const forgedLater = linesOf("passed", "run-b");

  test("records in wrapped output change nothing, nor when their line is torn", () => {
    const output = [...forged.split("\n"), ...forgedLater, `{\\${lastOf(forgedLater)}`, `\\"${forged}`];
    const lines = linesOf("failed", "run-a", output);
    clear(lines.join(""), "failed");
    for (const line of lines.slice(0, -1)) {
      for (let at = 0; at < line.length; at += 31) {
        expect(readLog(`${line.slice(at).trimEnd()}\n`).verdict).toBe("unclear");
        expect(readLog(`${lines.join("")}${line.slice(0, at)}`).verdict).not.toBe("passed");
      }
    }
  });

  test("counts by names that look like members of a record change nothing", () => {
    const nested = `{"testcar":1,"run":"run-z","seq":1,"type":"x"}`;
    const line = (passed[1] ?? "").replace("}\n", `,"extra":${nested}}\n`);
    unclear(line, "TESTCAR_LOG_NO_VERDICT");
    expect(readLog(line).run).toBe("run-a");
    expect(readLog(`${line.slice(20)}`).run).toBeUndefined();
  });
});

describe("says so when the log is of a newer protocol", () => {
  const newer = passed.map((line) => line.replace('"testcar":1', '"testcar":2'));

  test("whole, torn, or longer than a record of this one", () => {
    unclear(newer.join(""), "TESTCAR_LOG_NEWER_PROTOCOL");
    unclear(lastOf(newer).slice(0, 200), "TESTCAR_LOG_NEWER_PROTOCOL");
    unclear(`{"testcar":2,"text":"${"x".repeat(MAX_RECORD_BYTES * 2)}"}\n`, "TESTCAR_LOG_NEWER_PROTOCOL");
    unclear(passedLog + lastOf(newer), "TESTCAR_LOG_NEWER_PROTOCOL");
    expect(readLog(newer.join(""))).toMatchObject({ protocol: 2, tests: [] });
  });

  test("unless a whole run of this one ends the log", () => {
    expect(clear(newer.join("") + passedLog).protocol).toBe(1);
    unclear(newer.join("") + lastOf(passed), "TESTCAR_LOG_MIXED");
    unclear(`${passed[0]}${lastOf(newer)}${passed.slice(1).join("")}`, "TESTCAR_LOG_MIXED");
  });

  test("while a number that is no version is damage", () => {
    unclear(lastOf(newer).replace('"testcar":2', '"testcar":1.5'), "TESTCAR_LOG_TORN");
    unclear(`${passedLog}${(passed[0] ?? "").replace('"testcar":1', '"testcar":0')}`, "TESTCAR_LOG_TORN");
  });
});

test("remembers a bounded number of runs", () => {
  const first = (run: number): string => (passed[0] ?? "").replace("run-a", `run-${run}`);
  const log = Array.from({ length: 5000 }, (_, run) => first(run)).join("");
  clear(log + passedLog);
  clear(log + linesOf("passed", "run-0").join(""));
});
