import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

const testcar = fileURLToPath(new URL("../bin/testcar.js", import.meta.url));

let directory: string;
let cache: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "testcar-cli-"));
  cache = join(directory, `testcar-compile-cache-${process.getuid?.()}`);
});
afterEach(() => rmSync(directory, { recursive: true }));

const showHelp = (env: NodeJS.ProcessEnv = {}): string =>
  execFileSync(process.execPath, ["--conditions=testcar:source", testcar, "help"], {
    env: { TMPDIR: directory, ...env },
    encoding: "utf8",
  });

describe("what Node has compiled", () => {
  test("is kept for the next start in a directory that is closed to everybody else", () => {
    expect(showHelp()).toMatch(/^testcar \d/);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    expect(readdirSync(cache)).not.toEqual([]);
  });

  test("is not taken from a directory that others can write to", () => {
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    expect(showHelp()).toMatch(/^testcar \d/);
    expect(readdirSync(cache)).toEqual([]);
  });

  test("is kept in the directory that the user names", () => {
    const named = join(directory, "named");
    showHelp({ TESTCAR_COMPILE_CACHE: named });
    expect(readdirSync(directory)).toEqual(["named"]);
    expect(readdirSync(named)).not.toEqual([]);
  });
});
