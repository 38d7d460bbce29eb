/** How a process is started. */
export interface ExecOptions {
  /** Where it starts; by default, Testcar's own working directory. */
  readonly cwd?: string;
  /** Variables on top of the allow-list (see `baseEnvironment`); `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the process and all that it has started: TERM, grace, KILL. */
  readonly signal?: AbortSignal;
  /** Milliseconds between TERM and KILL; 10,000 by default. */
  readonly graceMs?: number;
  /** Gets each piece of output as it comes. While the promise that it returns is pending, the process has to wait. */
  readonly onOutput?: (chunk: Uint8Array, stream: "stdout" | "stderr") => void | Promise<void>;
}

/** How a process ended. */
export interface ExecResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** The signal that ended it. */
  readonly signal?: string;
  /** True when it was ended because `signal` was aborted. */
  readonly aborted: boolean;
  /** Processes that it had started and that still ran when it had ended by itself, if any; they were ended. */
  readonly leftBehind?: number;
  /** From its start to its end. */
  readonly durationMs: number;
}

/**
 * Starts a process without a shell, in a session of its own, and waits for its end. An exit code other than 0 is a result, not
 * an exception. What the process has started and left behind is killed when it has ended, wherever it is (see
 * docs/processes.md).
 *
 * @throws TESTCAR_PROCESS_NOT_STARTED when the program cannot be started at all.
 */
export type Exec = (file: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
