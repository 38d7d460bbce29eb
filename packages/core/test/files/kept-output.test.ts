import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { openKeptOutputs } from "../../src/files/kept-output.ts";
import { folder } from "../folders.ts";

const printed = (content: string) => {
  const file = join(folder({ "0001-a.yml.log": content }), "0001-a.yml.log");
  return { output: { bytes: content.length, lines: 1, omittedLines: 0, file } };
};

test("what a test printed is cut in the middle, and the cut is told", async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n}\n`).join("");
  const shown = (await openKeptOutputs()(printed(lines))) ?? "";
  expect(shown.length).toBeLessThan(33_000);
  expect(shown).toMatch(/^line 0\n.*\n\[\d+ bytes are left out here\]\n.*\nline 19999\n$/s);
});

test("it is left out, with its place, when the report has no more room", async () => {
  const outputOf = openKeptOutputs(5);
  const report = printed("123456");
  expect(await outputOf(report)).toBe("123456");
  expect(await outputOf(report)).toMatch(/^\[6 bytes are left out here: see \/.*0001-a\.yml\.log\]\n$/);
});

test("it is missed with a word when its file is gone, and without when there was none", async () => {
  const report = printed("gone");
  rmSync(report.output.file);
  expect(await openKeptOutputs()(report)).toContain("no such file or directory");
  expect(await openKeptOutputs()({})).toBeUndefined();
});
