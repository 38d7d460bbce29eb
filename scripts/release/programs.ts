import { execa } from "execa";

export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  /** Both streams, as a terminal shows them. */
  readonly output: string;
}

export interface Programs {
  /** Runs a program to its end, whatever that is. */
  readonly run: (place: Place, command: string, ...args: readonly string[]) => Promise<Ended>;
  /** Runs a program that has to succeed; gives its stdout. */
  readonly succeed: (place: Place, command: string, ...args: readonly string[]) => Promise<string>;
}

const LAST_LINES = 40;

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
}

/** Each program gets a process group of its own: what npm has started ends with npm, also when the rehearsal is stopped. */
export function programs(environment: Readonly<NodeJS.ProcessEnv>, stop: AbortSignal): Programs {
  const run: Programs["run"] = async ({ cwd, env, input }, command, ...args) => {
    stop.throwIfAborted();
    const child = execa(command, [...args], {
      cwd,
      env: { ...environment, ...env },
      extendEnv: false,
      input: input ?? "",
      detached: true,
      reject: false,
      all: true,
    });
    const end = (): void => endGroup(child.pid);
    stop.addEventListener("abort", end);
    const { exitCode, stdout, all, shortMessage } = await child;
    stop.removeEventListener("abort", end);
    end();
    stop.throwIfAborted();
    if (exitCode === undefined) throw new Error(shortMessage ?? `${command} did not end by itself`);
    return { exitCode, stdout, output: all };
  };
  return {
    run,
    async succeed(place, command, ...args) {
      const { exitCode, stdout, output } = await run(place, command, ...args);
      if (exitCode === 0) return stdout;
      const tail = output.split("\n").slice(-LAST_LINES).join("\n");
      throw new Error(`${command} ${args.join(" ")} ended with exit code ${exitCode}:\n${tail}`);
    },
  };
}
