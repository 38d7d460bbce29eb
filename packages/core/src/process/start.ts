import { statSync } from "node:fs";
import type { Readable } from "node:stream";
import { runErrors } from "../errors/catalogue/run.ts";
import { reasonOf } from "../errors/reason.ts";
import type { Clock } from "./clock.ts";
import { baseEnvironment } from "./environment.ts";
import type { Exec, ExecOptions } from "./exec.ts";
import { endGroup, signalGroup, watchGroup } from "./tree.ts";

/** Milliseconds between TERM and KILL. */
const GRACE_MS = 10_000;

/** How long a pipe may stay silent after the end of its process, in milliseconds: somebody else holds it open. */
const PIPE_GRACE_MS = 500;

/** A pipe holds at most so many pieces when its process ends; whoever writes more is somebody else. */
const MAX_LATE_CHUNKS = 20;

type Output = NonNullable<ExecOptions["onOutput"]>;

/** Reads the pipes of a process to their end, or until nothing of the process itself can be in them any more. */
class Pipes {
  /** What the reader of the output threw, the first time. */
  failure: { readonly error: unknown } | undefined;
  readonly #streams: readonly Readable[];
  readonly #onOutput: Output | undefined;
  readonly #drained: Promise<unknown>;
  #busy = 0;
  #late = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(stdout: Readable, stderr: Readable, onOutput: Output | undefined) {
    this.#streams = [stdout, stderr];
    this.#onOutput = onOutput;
    this.#drained = Promise.all([this.#drain(stdout, "stdout"), this.#drain(stderr, "stderr")]);
  }

  /** To be called when the process has ended. */
  async end(): Promise<void> {
    this.#idle = setTimeout(() => this.#silent(), PIPE_GRACE_MS);
    await this.#drained;
    clearTimeout(this.#idle);
  }

  // The next chunk is read only when the last one has been taken: a fast process waits for a slow reader.
  async #drain(stream: Readable, name: "stdout" | "stderr"): Promise<void> {
    try {
      for await (const chunk of stream) {
        this.#busy += 1;
        if (chunk instanceof Uint8Array) await this.#hand(chunk, name);
        this.#busy -= 1;
        if (this.#idle === undefined) continue;
        this.#idle.refresh();
        this.#late += 1;
        if (this.#late > MAX_LATE_CHUNKS) this.#cut();
      }
    } catch {
      // A pipe that was cut off has given all that it will give; the exit code tells the rest.
    }
  }

  async #hand(chunk: Uint8Array, name: "stdout" | "stderr"): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await this.#onOutput?.(chunk, name);
    } catch (error) {
      this.failure = { error };
    }
  }

  // While the reader is busy, the silence is its own.
  #silent(): void {
    if (this.#busy > 0) this.#idle?.refresh();
    else this.#cut();
  }

  #cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }
}

/** Ends a process when the signal is aborted. */
class Stopper {
  /** True when the process had to be told to end. */
  hasStopped = false;
  readonly #pid: number;
  readonly #signal: AbortSignal | undefined;
  readonly #graceMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: number, signal: AbortSignal | undefined, graceMs: number) {
    this.#pid = pid;
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
    signalGroup(this.#pid, "SIGTERM");
    this.#timer = setTimeout(() => signalGroup(this.#pid, "SIGKILL"), this.#graceMs);
  };
}

/** Makes an {@link Exec} whose processes get the allowed part of this environment. */
export function createExec(env: Readonly<Record<string, string | undefined>>, clock: Clock): Exec {
  const allowed = baseEnvironment(env);

  return async (file, args, options = {}) => {
    const { cwd, signal, graceMs = GRACE_MS, onOutput } = options;
    const { execa } = await import("execa");
    const start = clock.elapsed();
    // Whoever has been told to stop starts nothing new.
    if (signal?.aborted) return { exitCode: null, aborted: true, durationMs: 0 };
    const child = execa(file, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...allowed, ...options.env },
      extendEnv: false,
      stdin: "ignore",
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
    watchGroup(pid);
    const stopper = new Stopper(pid, signal, graceMs);
    const pipes = new Pipes(stdout, stderr, onOutput);
    const ended = await new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
      child.nodeChildProcess.once("exit", (exitCode, signalName) =>
        resolve({ exitCode, signal: signalName }),
      );
    });
    stopper.settle();
    endGroup(pid);
    await pipes.end();
    await child;
    if (pipes.failure !== undefined) throw pipes.failure.error;
    return {
      exitCode: ended.exitCode,
      ...(ended.signal === null ? {} : { signal: ended.signal }),
      aborted: stopper.hasStopped,
      durationMs: clock.elapsed() - start,
    };
  };
}
