import type { Readable } from "node:stream";
import type { ExecOptions } from "./exec.ts";

/** How long a pipe may stay silent after the end of its process, in milliseconds: somebody else holds it open. */
const PIPE_GRACE_MS = 500;

/** A pipe holds at most so many pieces when its process ends; whoever writes more is somebody else. */
const MAX_LATE_CHUNKS = 20;

type Output = NonNullable<ExecOptions["onOutput"]>;

/** Reads the pipes of a process to their end, or until nothing of the process itself can be in them any more. */
export class Pipes {
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
