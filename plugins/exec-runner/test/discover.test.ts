import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { CandidateFile, Suite } from "@testcar/core";
import * as v from "valibot";
import { brokenOf, discover } from "../src/discover.ts";
import { optionsSchema } from "../src/options.ts";
import { findProgram } from "../src/program.ts";

const folder = mkdtempSync(join(tmpdir(), "testcar-exec-discover-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (path: string): CandidateFile => ({
  path,
  absolutePath: `/tests/${path}`,
  size: 1,
  extension: posix.extname(path),
  text: () => Promise.reject(new Error("no file has to be read")),
});

const node = { name: "node", files: "*.mjs", command: ["node", "{file}"] };

async function discoverIn(
  paths: readonly string[],
  commands: readonly object[],
  { suite = { tests: [], ignored: [] }, ...around }: { suite?: Suite; target?: string } = {},
) {
  const options = v.parse(optionsSchema, { commands });
  return discover(
    suite,
    { directory: "/tests", files: paths.map(file), ...around },
    options.commands,
    folder,
  );
}

describe("patterns", () => {
  test("without a slash go for names in any directory, others for paths", async () => {
    const paths = ["a.mjs", "b/c.mjs", "b/d.sh", "e.sh", "b/odd\nname.mjs", "-rf.mjs"];
    const shells = { name: "sh", files: ["b/*.sh"], command: ["sh", "{file}"] };
    const { tests } = await discoverIn(paths, [node, shells]);
    expect(tests.map(({ id, runner }) => [id, runner])).toEqual([
      ["a.mjs", "node"],
      ["b/c.mjs", "node"],
      ["b/d.sh", "sh"],
      ["b/odd\nname.mjs", "node"],
      ["-rf.mjs", "node"],
    ]);
  });

  test("what is excluded is no test", async () => {
    const { tests } = await discoverIn(["a.mjs", "lib/b.mjs"], [{ ...node, exclude: ["lib/**"] }]);
    expect(tests.map(({ id }) => id)).toEqual(["a.mjs"]);
  });
});

test("a file of another runner is left to it, and one that it passes over is taken", async () => {
  const owned = { id: "a.mjs", name: "a.mjs", runner: "artillery", file: file("a.mjs") };
  const ignored = [
    { path: "b.mjs", reason: "module without scenarios", plugin: "artillery-runner" },
    { path: "c.csv", reason: "payload" },
  ];
  const suite = await discoverIn(["a.mjs", "b.mjs"], [node], { suite: { tests: [owned], ignored } });
  expect(suite.tests.map(({ id, runner }) => [id, runner])).toEqual([
    ["a.mjs", "artillery"],
    ["b.mjs", "node"],
  ]);
  expect(suite.tests[0]).toBe(owned);
  expect(suite.ignored.map(({ path }) => path)).toEqual(["c.csv"]);
});

test("a file that two commands match is a test that cannot run, and says why", async () => {
  const { tests } = await discoverIn(["a.spec.mjs"], [node, { ...node, name: "other", files: "*.spec.mjs" }]);
  expect(tests).toHaveLength(1);
  expect(tests[0]?.problems).toMatchObject([
    { code: "TESTCAR_EXEC_AMBIGUOUS", message: "a.spec.mjs matches several commands: node, other" },
  ]);
  expect(tests[0] && brokenOf(tests[0])).toMatchObject({ code: "TESTCAR_EXEC_AMBIGUOUS" });
});

test("a command that always runs is one test, with or without files", async () => {
  const { tests } = await discoverIn([], [{ name: "health", always: true, command: ["node", "--version"] }]);
  expect(tests).toMatchObject([{ id: "health", runner: "health" }]);
});

describe("problems that are known before anything runs", () => {
  test("a program that is not there, with how to get it", async () => {
    const { tests } = await discoverIn(
      ["a.hurl"],
      [{ name: "hurl", files: "*.hurl", command: ["hurl-is-not-here", "{file}"], install: "Ask Ada." }],
    );
    expect(tests[0]?.problems).toMatchObject([{ code: "TESTCAR_EXEC_PROGRAM_MISSING", hint: "Ask Ada." }]);
    expect(tests[0] && brokenOf(tests[0])).toBeUndefined();
  });

  test("a target that nobody named", async () => {
    const command = { ...node, command: ["node", "{file}", "{target}"] };
    const { tests } = await discoverIn(["a.mjs"], [command]);
    expect(tests[0]?.problems).toMatchObject([{ code: "TESTCAR_EXEC_NO_VALUE" }]);
    const named = await discoverIn(["a.mjs"], [command], { target: "http://127.0.0.1:8080" });
    expect(named.tests[0]?.problems).toBeUndefined();
  });
});

describe("a program", () => {
  test("is found in the project's packages first, above the configuration too", async () => {
    const bin = join(folder, "node_modules", ".bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "node"), "#!/bin/sh\n");
    expect(await findProgram("node", folder)).not.toBe(join(bin, "node"));
    chmodSync(join(bin, "node"), 0o755);
    expect(await findProgram("node", join(folder, "deep/er"))).toBe(join(bin, "node"));
  });

  test("is never looked for in the working directory, which holds somebody else's files", async () => {
    writeFileSync(join(folder, "tool"), "#!/bin/sh\n", { mode: 0o755 });
    expect(await findProgram("tool", "/nowhere", `.:${":"}relative`)).toBeUndefined();
    expect(await findProgram("tool", "/nowhere", `/nothing:${folder}`)).toBe(join(folder, "tool"));
    expect(await findProgram("./tool", folder)).toBe(join(folder, "tool"));
  });
});
