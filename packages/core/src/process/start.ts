import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { Readable } from "node:stream";
import { getSystemErrorMap } from "node:util";
import { defaults } from "../config/config.ts";
import { runErrors } from "../errors/catalogue/run.ts";
import { reasonOf } from "../errors/reason.ts";
import { type Clock, LONGEST_TIMER_MS } from "./clock.ts";
import { baseEnvironment } from "./environment.ts";
import type { Exec } from "./exec.ts";
import { findKeeper } from "./keeper.ts";
import { Pipes } from "./pipes.ts";
import { keptTree, looseTree, type Tree } from "./tree.ts";

/** What processes are started with. */
export interface ExecSettings {
  /** Gives the program that keeps track of all processes of a test, if there is one. */
  readonly keeper?: () => Promise<string | undefined>;
  /** Milliseconds between TERM and KILL for those that are not given their own; 10,000 by default. */
  readonly graceMs?: number;
}

/** The variable by which the processes of a test are found where no keeper keeps track of them. */
const MARK = "_TESTCAR_PROCESS";

/** The descriptor of a keeper's report. */
const REPORT = 3;

/** Ends a tree when the signal is aborted. */
class Stopper {
  /** True when it had to be told to end. */
  hasStopped = false;
  readonly #tree: Tree;
  readonly #signal: AbortSignal | undefined;
  readonly #graceMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(tree: Tree, signal: AbortSignal | undefined, graceMs: number) {
    this.#tree = tree;
    this.#signal = signal;
    this.#graceMs = graceMs;
    if (signal?.aborted) this.#stop();
    else signal?.addEventListener("abort", this.#stop, { once: true });
  }

  /** To be called when the process has ended. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#stop);
  }

  readonly #stop = (): void => {
    this.hasStopped = true;
    this.#tree.ask();
    this.#timer = setTimeout(() => this.#tree.kill(), Math.min(this.#graceMs, LONGEST_TIMER_MS));
  };
}

/** What Node says of a program that it cannot start, here of one that the keeper could not start. */
function spawnError(file: string, errno: number): Error {
  const [code, message] = getSystemErrorMap().get(-errno) ?? [`E${errno}`, `system error ${errno}`];
  return Object.assign(new Error(message), { code, errno: -errno, syscall: `spawn ${file}`, path: file });
}

/**
 * Makes an {@link Exec} whose processes get the allowed part of this environment.
 */
export function createExec(
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  { keeper = findKeeper, graceMs: usualGraceMs = defaults.grace }: ExecSettings = {},
): Exec {
  const allowed = baseEnvironment(env);

  return async (file, args, options = {}) => {
    const { cwd, signal, graceMs = usualGraceMs, onOutput } = options;
    const [{ execa }, kept] = await Promise.all([import("execa"), keeper()]);
    const start = clock.elapsed();
    // Whoever has been told to stop starts nothing new.
    if (signal?.aborted) return { exitCode: null, aborted: true, durationMs: 0 };
    const [program, programArgs] =
      kept === undefined ? [file, args] : [kept, ["run", String(process.pid), file, ...args]];
    const mark = randomUUID();
    const child = execa(program, programArgs, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...allowed, ...options.env, [MARK]: mark },
      extendEnv: false,
      stdio: ["ignore", "pipe", "pipe", ...(kept === undefined ? [] : ["pipe" as const])],
      buffer: false,
      encoding: "buffer",
      reject: false,
      // A group of its own: what the process starts in turn ends with it.
      detached: true,
      cleanup: false,
    });
    const { pid, stdout, stderr } = child;
    if (pid === undefined) {
      const { cause, shortMessage } = await child;
      const reason = reasonOf(cause ?? shortMessage);
      // The system says the same of a missing program and of a missing directory to start it in.
      const isCwd = cwd !== undefined && !statSync(cwd, { throwIfNoEntry: false })?.isDirectory();
      const what = isCwd ? `its working directory ${cwd}: ${reason}` : reason;
      throw runErrors.PROCESS_NOT_STARTED({ file, reason: what }, cause);
    }
    const origin = { root: pid, mark: `${MARK}=${mark}` };
    const report = child.stdio[REPORT];
    const tree = report instanceof Readable ? keptTree(origin, report) : looseTree(origin);
    const stopper = new Stopper(tree, signal, graceMs);
    const pipes = new Pipes(stdout, stderr, onOutput);
    const ended = await new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
      child.nodeChildProcess.once("exit", (exitCode, signalName) =>
        resolve({ exitCode, signal: signalName }),
      );
    });
    stopper.settle();
    const { errno, wasAsked = true, leftBehind } = await tree.end();
    await pipes.end();
    await child;
    if (errno !== undefined) {
      const cause = spawnError(file, errno);
      throw runErrors.PROCESS_NOT_STARTED({ file, reason: reasonOf(cause) }, cause);
    }
    if (pipes.failure !== undefined) throw pipes.failure.error;
    return {
      exitCode: ended.exitCode,
      ...(ended.signal === null ? {} : { signal: ended.signal }),
      aborted: stopper.hasStopped && wasAsked,
      ...(leftBehind === 0 ? {} : { leftBehind }),
      durationMs: clock.elapsed() - start,
    };
  };
}
