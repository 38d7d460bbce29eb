// The only way to the cluster: the command that everybody has.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { execa } from "execa";

/** A command that has ended, well or not. */
export interface Ended {
  readonly exitCode: number | undefined;
  /** What it printed, on both streams. */
  readonly output: string;
}

/** How long a command may take that waits for nothing. */
const SECONDS = 60;

/** Runs kubectl; gives what it prints. It fails with the command and what kubectl said about it. */
export async function kubectl(args: readonly string[], input = "", seconds = SECONDS): Promise<string> {
  const { stdout } = await execa("kubectl", args, { input, timeout: seconds * 1000 });
  return stdout;
}

/** How {@link tryKubectl} goes about it. */
interface Attempt {
  readonly seconds?: number;
  /** Goes on when somebody presses Ctrl-C, which stops all that is in the terminal. */
  readonly outlivesStop?: boolean;
}

/** The same, where a failure is an answer as well. */
export async function tryKubectl(
  args: readonly string[],
  { seconds = SECONDS, outlivesStop = false }: Attempt = {},
): Promise<Ended> {
  const { exitCode, all } = await execa("kubectl", args, {
    reject: false,
    all: true,
    stdin: "ignore",
    detached: outlivesStop,
    timeout: seconds * 1000,
  });
  return { exitCode, output: all };
}

/** The lines that a kubectl prints that goes on and on, for as long as somebody wants them. */
export async function* kubectlLines(args: readonly string[], seconds: number): AsyncGenerator<string> {
  const child = spawn("kubectl", args, { stdio: ["ignore", "pipe", "ignore"], timeout: seconds * 1000 });
  try {
    yield* createInterface(child.stdout);
  } finally {
    child.kill();
  }
}
