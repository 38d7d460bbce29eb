import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { serverUser, type User } from "./scratch.ts";

/** A program and what it runs with. Nothing of the caller's environment is inherited. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default: the user that servers run as. */
  readonly user?: User;
}

/** A program that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs until it is stopped. */
export interface Daemon {
  readonly pid: number;
  /** What it has written on standard error so far. */
  readonly stderr: () => string;
  /** Ends it: SIGTERM, and SIGKILL after five seconds. */
  readonly stop: () => Promise<void>;
}

function start(command: Command): ChildProcess {
  return spawn(command.file, command.args, {
    cwd: command.cwd ?? "/",
    // Messages are compared: they are to be English, whatever the machine speaks.
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", ...command.env },
    stdio: "pipe",
    ...(command.user ?? serverUser),
  });
}

/** Text that a stream gives, as it grows. */
function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/**
 * Runs a program to its end.
 *
 * @param input - what it reads on standard input; secrets go here, as everybody can read the arguments
 */
export async function execute(command: Command, input = ""): Promise<Ended> {
  const child = start(command);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  // A program that ends before it has read everything is judged by its exit code.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const [code]: unknown[] = await once(child, "close");
  return { code: typeof code === "number" ? code : null, stdout: stdout(), stderr: stderr() };
}

/**
 * Runs a program to its end, which must be a good one.
 *
 * @throws Error with what the program said
 */
export async function succeed(command: Command, input = ""): Promise<Ended> {
  const ended = await execute(command, input);
  if (ended.code === 0) return ended;
  const said = `${ended.stderr}${ended.stdout}`.trim();
  throw new Error(`${command.file} ended with exit code ${ended.code}: ${said}`);
}

/** Whether something accepts connections on this port. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.once("connect", () => socket.destroy());
  });

const DEADLINE_MS = 15_000;
const GRACE_MS = 5_000;

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function stopped(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await exited;
  clearTimeout(timer);
}

/**
 * Starts a server and waits until it accepts connections. The kernel ends it when this process dies in any way, so that
 * no crash of a test leaves one behind.
 *
 * @param port - where it will listen, on 127.0.0.1
 * @throws Error with its standard error when it ends first, or does not listen within fifteen seconds
 */
export async function startDaemon(command: Command, port: number): Promise<Daemon> {
  const args = ["--pdeathsig", "TERM", "--", command.file, ...command.args];
  const child = start({ ...command, file: "setpriv", args });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await once(child, "spawn");
  const deadline = performance.now() + DEADLINE_MS;
  while (hasEnded(child) || !(await answers(port))) {
    const over = hasEnded(child);
    if (over || performance.now() > deadline) {
      await stopped(child);
      const why = over ? "ended before it listened" : `did not listen within ${DEADLINE_MS} ms`;
      throw new Error(`${command.file} ${why} on port ${port}: ${stderr()}${stdout()}`);
    }
    await delay(5);
  }
  return { pid: child.pid ?? 0, stderr, stop: () => stopped(child) };
}
