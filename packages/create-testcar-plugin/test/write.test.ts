import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { writePackage } from "../src/write.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "create-testcar-plugin-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** The second cannot be written: its folder is a file. */
const broken: ReadonlyMap<string, string> = new Map([
  ["src", "a file"],
  ["src/index.ts", "a file in it"],
]);

test("writes files below folders that are not there yet", () => {
  writePackage(join(cwd, "a/b"), new Map([["src/index.ts", "export {};\n"]]));
  expect(readFileSync(join(cwd, "a/b/src/index.ts"), "utf8")).toBe("export {};\n");
});

test("keeps nothing of a new directory when it fails", () => {
  expect(() => writePackage(join(cwd, "new"), broken)).toThrow(/EEXIST|ENOTDIR/);
  expect(existsSync(join(cwd, "new"))).toBe(false);
});

test("keeps only what was there of another when it fails", () => {
  mkdirSync(join(cwd, "old/.git"), { recursive: true });
  expect(() => writePackage(join(cwd, "old"), broken)).toThrow(/EEXIST|ENOTDIR/);
  expect(readdirSync(join(cwd, "old"))).toEqual([".git"]);
});
