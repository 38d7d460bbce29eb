import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { useSut } from "./sut.ts";
import { makeDirectory } from "./temporary.ts";

const sut = useSut();
const cli = join(import.meta.dirname, "../../../../packages/cli/bin/testcar.js");

// A mount namespace of its own: what is mounted there is gone with its last process.
const inNamespace = (script: string, ...args: string[]) =>
  ["unshare", ["--mount", "sh", "-c", `set -e; ${script}`, "sh", ...args]] as const;
const canMount = spawnSync(...inNamespace("mount -t tmpfs none /mnt")).status === 0;
const whereMountsAreAllowed = canMount ? test : test.skip;

interface Finished {
  readonly status: string;
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly hint: string }[];
}

/** Runs the only test of a directory after the mounts, and gives its record. */
async function runAfter(mounts: string, files: Readonly<Record<string, string>>, runner: unknown = {}) {
  const tests = makeDirectory({
    ...files,
    ".testcarrc.json": JSON.stringify({ plugins: [["artillery-runner", runner]], target: sut.url }),
  });
  const temporary = join(makeDirectory(), "tmp");
  mkdirSync(temporary);
  const [file, args] = inNamespace(
    `${mounts}; exec "$3" --conditions=testcar:source "$4" run --config "$1/.testcarrc.json" --tests "$1" --format json`,
    tests,
    temporary,
    process.execPath,
    cli,
  );
  const child = spawn(file, args, {
    env: { PATH: process.env["PATH"], TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const exitCode = await new Promise((resolve) => child.once("close", resolve));
  const records = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const finished: Finished = records.find(({ type }) => type === "test.finished");
  return { exitCode, finished };
}

const scenario = (steps: string) =>
  `config: { phases: [{ duration: 1, arrivalCount: 1 }], processor: ./processor.js }\nscenarios: [{ flow: [${steps}, { get: { url: /ok } }] }]`;
const tiny = 'mount -t tmpfs -o size=256k none "$2"';

whereMountsAreAllowed("a disk that is too small for the working copy", async () => {
  const files = { "smoke.yml": scenario("{ think: 1 }"), "users.csv": "name\n".repeat(100_000) };
  const { exitCode, finished } = await runAfter(tiny, files, { workingCopy: "always" });
  expect(finished).toMatchObject({
    status: "error",
    reasons: [
      {
        code: "TESTCAR_ARTILLERY_WORKING_COPY",
        message: expect.stringMatching(/: no space left on device$/),
        hint: expect.stringContaining("TMPDIR"),
      },
    ],
  });
  expect(exitCode).toBe(6);
});

whereMountsAreAllowed("a disk that is full before the results are written", async () => {
  const files = {
    "smoke.yml": scenario("{ function: fill }"),
    "processor.js": `const { openSync, writeSync } = require("node:fs");
exports.fill = (context, events, done) => {
  const file = openSync(process.env.TESTCAR_EVENTS_FILE + ".filler", "w");
  try { for (;;) writeSync(file, "x"); } catch { done(); }
};`,
  };
  const { exitCode, finished } = await runAfter(tiny, files);
  expect(finished.status).toBe("error");
  expect(finished.reasons[0]).toMatchObject({
    code: "TESTCAR_ARTILLERY_RESULTS_LOST",
    message: expect.stringMatching(/: no space left on device$/),
  });
  expect(exitCode).toBe(6);
});

whereMountsAreAllowed("a tests directory that is mounted read-only: the test runs in a copy", async () => {
  const files = {
    "smoke.yml": scenario("{ function: write }"),
    "processor.js": `const { writeFileSync } = require("node:fs");
exports.write = (context, events, done) => { writeFileSync(__dirname + "/notes.txt", "x"); writeFileSync("cwd.txt", "x"); done(); };`,
  };
  const readOnly = 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"';
  const { exitCode, finished } = await runAfter(readOnly, files);
  expect(finished).toMatchObject({ status: "passed", reasons: [] });
  expect(exitCode).toBe(0);
});
