import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { writeTerminationLog } from "../../src/once/termination-log.ts";
import { folder } from "../folders.ts";
import { endOf } from "./states.ts";

test("the last record replaces what is there, as JSON of 4096 bytes at most", () => {
  const path = join(folder({ log: "x".repeat(5000) }), "log");
  writeTerminationLog(path, endOf("failed").records);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ type: "run.finished", verdict: "failed" });
  expect(readFileSync(path).length).toBeLessThanOrEqual(4096);
});

test("no file is made, and nothing is waited for", () => {
  const directory = folder({ "sub/file": "" });
  writeTerminationLog(join(directory, "missing"), endOf().records);
  expect(existsSync(join(directory, "missing"))).toBe(false);
  writeTerminationLog(join(directory, "sub"), endOf().records);
  execFileSync("mkfifo", [join(directory, "pipe")]);
  writeTerminationLog(join(directory, "pipe"), endOf().records);
});

test("a record that is too long is not cut, and no record is none", () => {
  const path = join(folder({ log: "before" }), "log");
  for (const records of ["", "\n", `{"x":"${"x".repeat(5000)}"}\n`]) writeTerminationLog(path, records);
  expect(readFileSync(path, "utf8")).toBe("before");
});
