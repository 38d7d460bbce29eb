import { spawn } from "node:child_process";
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

/** How to run a script. */
export interface How {
  readonly options?: ArtilleryOptions;
  readonly data?: unknown;
  readonly target?: string;
  readonly cpus?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TestProgress) => void;
}

/** Runs one script of a new suite with the Artillery that is installed. */
export async function runScript(
  files: Readonly<Record<string, string>>,
  script: string,
  how: How = {},
): Promise<Ran> {
  const { options = {}, data, target, cpus = 2, signal = new AbortController().signal, onProgress } = how;
  const [testsDirectory, workDirectory] = [makeDirectory(files), makeDirectory()];
  const output: string[] = [];
  const progress: TestProgress[] = [];
  const context: ExecuteContext = {
    testsDirectory,
    workDirectory,
    ...(target === undefined ? {} : { target }),
    signal,
    limits: { cpus },
    exec: createExec(output),
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
