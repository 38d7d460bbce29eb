import { spawn } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Exec, ExecuteContext, Logger, TestProgress, TestResult } from "@testcar/core";
import type { ArtilleryOptions } from "../../src/options.ts";
import { createRunner } from "../../src/run/run.ts";
import { makeTest } from "./make-test.ts";
import { makeDirectory } from "./temporary.ts";

const silent: Logger = { error() {}, warn() {}, info() {}, debug() {}, child: () => silent };

/** A real process, as the core starts it, without what the core does beside. */
function createExec(output: string[]): Exec {
  return (file, args, { cwd, env, signal, onOutput } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(file, args, { cwd, env: { PATH: process.env["PATH"], ...env }, detached: true });
      signal?.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
      for (const stream of ["stdout", "stderr"] as const) {
        child[stream].on("data", (chunk: Buffer) => {
          output.push(chunk.toString());
          void onOutput?.(chunk, stream);
        });
      }
      child.once("error", reject);
      child.once("close", (exitCode, signalName) => {
        const ended = { exitCode, aborted: signal?.aborted ?? false, durationMs: 0 };
        resolve(signalName === null ? ended : { ...ended, signal: signalName });
      });
    });
}

/** What one test came to. */
export interface Ran {
  readonly result: TestResult;
  readonly output: string;
  readonly progress: readonly TestProgress[];
  readonly testsDirectory: string;
  readonly workDirectory: string;
}

const root = join(import.meta.dirname, "../../../..");

/** Both ends of the supported range, by the name that they are installed under. */
export const artilleries = ["artillery", "artillery-oldest"] as const;

/** How to run a script. */
export interface How {
  /** Default: the newest. */
  readonly artillery?: (typeof artilleries)[number];
  readonly options?: ArtilleryOptions;
  readonly data?: unknown;
  readonly target?: string;
  readonly cpus?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TestProgress) => void;
}

/** Installs it where the tests look first. */
function install(artillery: string, testsDirectory: string): void {
  const packages = join(testsDirectory, "node_modules");
  mkdirSync(packages, { recursive: true });
  symlinkSync(join(root, "node_modules", artillery), join(packages, "artillery"));
}

/** Runs one script of a new suite with a real Artillery. */
export async function runScript(
  files: Readonly<Record<string, string>>,
  script: string,
  how: How = {},
): Promise<Ran> {
  const { options = {}, data, target, cpus = 2, signal = new AbortController().signal, onProgress } = how;
  const [testsDirectory, workDirectory] = [makeDirectory(files), makeDirectory()];
  install(how.artillery ?? artilleries[0], testsDirectory);
  const output: string[] = [];
  const progress: TestProgress[] = [];
  const context: ExecuteContext = {
    testsDirectory,
    workDirectory,
    ...(target === undefined ? {} : { target }),
    signal,
    limits: { cpus },
    exec: createExec(output),
    requests: { authorize: async () => ({ headers: {} }), reject: async () => false },
    logger: silent,
    print() {},
    progress: (step) => {
      progress.push(step);
      onProgress?.(step);
    },
  };
  const result = await createRunner(options, testsDirectory)(makeTest(testsDirectory, script, data), context);
  return { result, output: output.join(""), progress, testsDirectory, workDirectory };
}
