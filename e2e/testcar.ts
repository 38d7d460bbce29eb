import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { jest } from "@jest/globals";
import { type Reading, readLog } from "@testcar/report";

// Real processes take their time, more so on a busy machine.
jest.setTimeout(60_000);

/** The command as a script, to be run from sources with {@link nodeArguments}. */
const script = fileURLToPath(new URL("../packages/cli/bin/testcar.js", import.meta.url));
const bin = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));

/** What Node needs in front of the command's own arguments. */
export const nodeArguments: readonly string[] = ["--conditions=testcar:source", script];

/** Absolute path of a fixture: plugins can be named by it. */
export const fixture = (path: string): string => fileURLToPath(new URL(`fixtures/${path}`, import.meta.url));

/** Milliseconds after which a command that has not ended is killed, and its test fails. */
const DEADLINE_MS = 50_000;

/** How a command is run. */
export interface Settings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What it reads; without it, standard input is at its end. `open`: the test writes to the child's stdin itself. */
  readonly stdin?: string | { readonly open: true };
  /** Milliseconds after which it is killed; 50,000 by default. */
  readonly deadlineMs?: number;
  /** Runs it as this user. */
  readonly uid?: number;
  /** Runs it under this program, for example `["script", "-qec"]`. */
  readonly under?: (command: readonly string[]) => readonly string[];
}

/** A command that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the reader finds on stdout. */
  readonly reading: Reading;
}

/** A command that may still run. */
export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Waits until stdout holds the text; gives the text that follows it on its line. */
  readonly printed: (text: string) => Promise<string>;
}

/** The environment of a command: no variable of ours, nor one that changes colours, but those that the test sets. */
function environment(extra: Settings["env"] = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(TESTCAR_|CI$|NODE_OPTIONS$|NODE_V8_COVERAGE$|NO_COLOR$|FORCE_COLOR$)/.test(name),
  );
  const coverage = process.env["NODE_V8_COVERAGE"];
  return {
    ...Object.fromEntries(inherited),
    ...(coverage === undefined ? {} : { NODE_V8_COVERAGE: coverage }),
    PATH: `${bin}:${process.env["PATH"]}`,
    // Shared by all tests, however private their temporary files are: a cold start takes twice as long.
    NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
    ...extra,
  };
}

/** Starts `testcar`. */
export function start(args: readonly string[], settings: Settings = {}): Running {
  const whole = [process.execPath, ...nodeArguments, ...args];
  const [file = "", ...rest] = settings.under?.(whole) ?? whole;
  const child = spawn(file, rest, {
    env: environment(settings.env),
    stdio: ["pipe", "pipe", "pipe"],
    ...(settings.cwd === undefined ? {} : { cwd: settings.cwd }),
    ...(settings.uid === undefined ? {} : { uid: settings.uid }),
  });
  let stdout = "";
  let stderr = "";
  child.stdin.on("error", () => undefined);
  const { stdin = "" } = settings;
  if (typeof stdin === "string") child.stdin.end(stdin);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });

  const ended = new Promise<Ended>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`testcar ${args.join(" ")} did not end\n${stdout}\n${stderr}`));
    }, settings.deadlineMs ?? DEADLINE_MS);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, reading: readLog(stdout) });
    });
  });
  // Whoever only waits for a text must not be told of the end as an unhandled rejection.
  ended.catch(() => undefined);

  const printed = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const start = stdout.indexOf(text);
        const end = stdout.indexOf("\n", start);
        if (start !== -1 && end !== -1) resolve(stdout.slice(start + text.length, end));
      };
      child.stdout.on("data", look);
      ended.then(
        () => reject(new Error(`testcar ended without printing ${text}:\n${stdout}\n${stderr}`)),
        reject,
      );
      look();
    });
  return { child, pid: child.pid ?? 0, ended, printed };
}

/** Runs `testcar` to its end. */
export const testcar = (args: readonly string[], settings: Settings = {}): Promise<Ended> =>
  start(args, settings).ended;

/** A folder with these files, gone when the test is over: `using project = createProject({ "tests/a.case": "true" })`. */
export interface Project {
  readonly directory: string;
  /** Below the project: where the command keeps its temporary files. */
  readonly temporary: string;
  readonly path: (name: string) => string;
  /** Runs `testcar` in the project. */
  readonly testcar: (args: readonly string[], settings?: Settings) => Promise<Ended>;
  readonly start: (args: readonly string[], settings?: Settings) => Running;
  [Symbol.dispose](): void;
}

/** Makes a project, with a `package.json` so that no configuration above it counts. */
export function createProject(files: Readonly<Record<string, string>> = {}): Project {
  const directory = mkdtempSync(join(tmpdir(), "testcar-e2e-"));
  const temporary = join(directory, "tmp");
  mkdirSync(temporary);
  for (const [name, content] of Object.entries({ "package.json": '{ "type": "module" }\n', ...files })) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const within = (settings: Settings): Settings => ({
    cwd: directory,
    ...settings,
    env: { TMPDIR: temporary, ...settings.env },
  });
  return {
    directory,
    temporary,
    path: (name) => join(directory, name),
    testcar: (args, settings = {}) => testcar(args, within(settings)),
    start: (args, settings = {}) => start(args, within(settings)),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A configuration of these plugins, as YAML: absolute paths of fixtures, or anything else a configuration may name. */
export const configuration = (plugins: readonly unknown[], rest: object = {}): string =>
  `${JSON.stringify({ plugins, tests: "./tests", ...rest })}\n`;

/** The runner of `*.case` files: every line is a command. */
export const caseRunner: string = fileURLToPath(
  new URL("../examples/custom-runner/my-runner.ts", import.meta.url),
);

/** Tells whether a process still runs; a zombie does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const state = status.slice(status.lastIndexOf(")") + 2).split(" ", 1)[0];
  return state !== undefined && state !== "" && state !== "Z" && state !== "X";
}

/** Waits until a process has ended; the test's own time bounds it. */
export async function untilEnded(pid: number): Promise<void> {
  while (await isRunning(pid)) await delay(20);
}
