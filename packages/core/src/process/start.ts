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

type Output = NonNullable<ExecOptions["onOutput"]>;

// The next chunk is read only when the last one has been taken: a fast process waits for a slow reader.
async function drain(
  stream: Readable,
  name: "stdout" | "stderr",
  onOutput: Output | undefined,
  onChunk: () => void,
): Promise<void> {
  try {
    for await (const chunk of stream) {
      onChunk();
      if (onOutput !== undefined && chunk instanceof Uint8Array) await onOutput(chunk, name);
    }
  } catch {
    // A pipe that was cut off has given all that it will give; the exit code tells the rest.
  }
}

function stopOnAbort(pid: number, signal: AbortSignal | undefined, graceMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalGroup(pid, "SIGTERM");
    timer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  };
}

/** Makes an {@link Exec} whose processes get the allowed part of this environment. */
export function createExec(env: Readonly<Record<string, string | undefined>>, clock: Clock): Exec {
  const allowed = baseEnvironment(env);

  return async (file, args, options = {}) => {
    const { cwd, signal, graceMs = GRACE_MS, onOutput } = options;
    const { execa } = await import("execa");
    const start = clock.elapsed();
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
      throw runErrors.PROCESS_NOT_STARTED({ file, reason: reasonOf(cause ?? shortMessage) }, cause);
    }
    watchGroup(pid);
    const settle = stopOnAbort(pid, signal, graceMs);
    let idle: NodeJS.Timeout | undefined;
    const drained = Promise.all(
      [stdout, stderr].map((stream, index) =>
        drain(stream, index === 0 ? "stdout" : "stderr", onOutput, () => idle?.refresh()),
      ),
    );
    const ended = await new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
      child.nodeChildProcess.once("exit", (exitCode, signalName) =>
        resolve({ exitCode, signal: signalName }),
      );
    });
    settle();
    endGroup(pid);
    idle = setTimeout(() => {
      stdout.destroy();
      stderr.destroy();
    }, PIPE_GRACE_MS);
    await drained;
    clearTimeout(idle);
    await child;
    return {
      exitCode: ended.exitCode,
      ...(ended.signal === null ? {} : { signal: ended.signal }),
      aborted: signal?.aborted ?? false,
      durationMs: clock.elapsed() - start,
    };
  };
}
