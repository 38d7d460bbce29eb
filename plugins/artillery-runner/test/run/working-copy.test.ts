import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { copySuite, isReadOnly, removeCopy } from "../../src/run/working-copy.ts";
import { makeDirectory } from "./temporary.ts";

describe("copySuite", () => {
  test("copies the files of a ConfigMap volume, where each is a link", async () => {
    const suite = makeDirectory({ "..2026_01/smoke.yml": "scenarios: []", "..2026_01/api/one.yml": "one" });
    symlinkSync("..2026_01", join(suite, "..data"));
    symlinkSync("..data/smoke.yml", join(suite, "smoke.yml"));
    symlinkSync("..data/api", join(suite, "api"));
    const copy = await copySuite(suite, makeDirectory());
    expect(readdirSync(copy).toSorted()).toEqual(["api", "smoke.yml"]);
    expect(readFileSync(join(copy, "smoke.yml"), "utf8")).toBe("scenarios: []");
    expect(readFileSync(join(copy, "api/one.yml"), "utf8")).toBe("one");
  });

  test("leaves out what lies elsewhere, leads nowhere or goes round in a circle", async () => {
    const outside = makeDirectory({ "secret.txt": "s" });
    const suite = makeDirectory({ "smoke.yml": "", "inner/a.csv": "1" });
    symlinkSync(join(outside, "secret.txt"), join(suite, "secret.txt"));
    symlinkSync(outside, join(suite, "elsewhere"));
    symlinkSync("nothing", join(suite, "broken"));
    symlinkSync("..", join(suite, "inner/circle"));
    const copy = await copySuite(suite, makeDirectory());
    expect(readdirSync(copy, { recursive: true }).map(String).toSorted()).toEqual([
      "inner",
      "inner/a.csv",
      "smoke.yml",
    ]);
  });

  test("says that it failed, and leaves no half of it", async () => {
    const parent = makeDirectory();
    await expect(copySuite(join(parent, "missing"), parent)).rejects.toMatchObject({
      code: "TESTCAR_ARTILLERY_WORKING_COPY",
      message: expect.stringMatching(/: no such file or directory$/),
    });
    expect(readdirSync(parent)).toEqual([]);
  });

  test("does not copy the copies, where temporary files lie among the tests", async () => {
    const suite = makeDirectory({ "smoke.yml": "", "tmp/run/work/0001/output.json": "" });
    const copy = await copySuite(suite, join(suite, "tmp/run/work/0001"));
    expect(readdirSync(copy, { recursive: true }).map(String).toSorted()).toEqual([
      "smoke.yml",
      "tmp",
      "tmp/run",
    ]);
  });

  test("lets the copy find the packages of the suite and of the directories above it", async () => {
    const project = makeDirectory({
      "node_modules/above/index.js": "module.exports = 'above'",
      "tests/node_modules/beside/index.js": "module.exports = 'beside'",
      "tests/processor.js": "",
    });
    const copy = await copySuite(join(project, "tests"), makeDirectory());
    const load = createRequire(join(copy, "dist/processor.js"));
    expect([load.resolve("above"), load.resolve("beside")]).toEqual([
      join(project, "node_modules/above/index.js"),
      join(project, "tests/node_modules/beside/index.js"),
    ]);
  });
});

describe("removeCopy", () => {
  test("leaves nothing but what was there, and the packages where they are", async () => {
    const suite = makeDirectory({ "node_modules/kept/index.js": "", "smoke.yml": "" });
    const parent = makeDirectory({ "events.jsonl": "" });
    await copySuite(suite, parent);
    await removeCopy(parent);
    expect(readdirSync(parent)).toEqual(["events.jsonl"]);
    expect(readdirSync(join(suite, "node_modules"))).toEqual(["kept"]);
  });
});

// Root may write whatever the mode says; only a read-only mount stops it.
const unlessRoot = process.getuid?.() === 0 ? test.skip : test;

describe("isReadOnly", () => {
  test("is false for a directory of one's own", async () => {
    expect(await isReadOnly(makeDirectory())).toBe(false);
  });

  unlessRoot("is true where nothing can be written", async () => {
    const directory = join(makeDirectory(), "inner");
    mkdirSync(directory);
    chmodSync(directory, 0o500);
    expect(await isReadOnly(directory)).toBe(true);
  });
});
