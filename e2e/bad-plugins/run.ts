import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Reading, readLog } from "@testcar/report";
import type { BadPluginCase } from "./cases.ts";

const script = fileURLToPath(new URL("../../packages/cli/bin/testcar.js", import.meta.url));

/** What came of a run with a bad plugin. */
export interface BadPluginResult {
  readonly exitCode: number | null;
  /** The verdict that a reader of the log comes to. */
  readonly verdict: string;
  readonly reading: Reading;
  readonly codes: readonly string[];
  /** What a person is told. */
  readonly said: string;
  readonly stdout: string;
  readonly stderr: string;
}

const messageOf = (line: string): string => {
  try {
    const { message }: { readonly message?: unknown } = JSON.parse(line);
    return typeof message === "string" ? message : line;
  } catch {
    return line;
  }
};

/** Runs the command line over two tests with a bad plugin. */
export async function runBadPlugin({
  plugins,
  config,
  failing = false,
}: BadPluginCase): Promise<BadPluginResult> {
  const directory = mkdtempSync(join(tmpdir(), "testcar-bad-plugin-"));
  const write = (name: string, content: string): void => writeFileSync(join(directory, name), content);
  for (const name of ["tests", "tmp"]) mkdirSync(join(directory, name));
  write("package.json", '{ "type": "module" }\n');
  write("tests/a.case", "true\n");
  write("tests/b.case", failing ? "false\n" : "true\n");
  write("testcar.config.json", JSON.stringify({ tests: "./tests", plugins, ...config }));
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TESTCAR_|NODE_OPTIONS$)/.test(name)),
  );
  const child = spawn(process.execPath, ["--conditions=testcar:source", script, "run"], {
    cwd: directory,
    env: { ...env, TMPDIR: join(directory, "tmp") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  rmSync(directory, { recursive: true, force: true });
  const reading = readLog(stdout);
  const reasons = [reading.finished?.reasons ?? [], ...reading.tests.map((test) => test.reasons)].flat();
  const lines = stderr.trimEnd().split("\n").map(messageOf);
  const told =
    reading.verdict === "passed" || reading.finished === undefined
      ? lines.join("; ")
      : reading.finished.reason;
  return {
    exitCode,
    verdict: reading.verdict,
    reading,
    codes: reasons.map(({ code }) => code),
    said: told
      .replaceAll(directory, "…")
      .replaceAll(fileURLToPath(new URL("../fixtures/plugins/", import.meta.url)), "./"),
    stdout,
    stderr,
  };
}

/** The same for all, some at a time. */
export async function runBadPlugins(
  cases: readonly BadPluginCase[],
): Promise<ReadonlyMap<BadPluginCase, BadPluginResult>> {
  const results = new Map<BadPluginCase, BadPluginResult>();
  const queue = cases.values();
  const work = async (): Promise<void> => {
    for (const each of queue) results.set(each, await runBadPlugin(each));
  };
  await Promise.all([work(), work(), work(), work()]);
  return results;
}
