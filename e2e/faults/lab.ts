import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Reading, readLog } from "@testcar/report";

const script = fileURLToPath(new URL("../../packages/cli/bin/testcar.js", import.meta.url));
const runner = fileURLToPath(new URL("../../examples/custom-runner/my-runner.ts", import.meta.url));

const UID = "0a1b2c3d-0000-4000-8000-0123456789ab";

/** Milliseconds that an agent has, also one that a debugger slows down on a busy machine. */
const DEADLINE_MS = 60_000;

/** The journal's name in a pod with this uid: docs/once.md says how it comes about. */
const key = createHash("sha256")
  .update(JSON.stringify(["pod", UID]))
  .digest("hex")
  .slice(0, 32);

/** What one start of the agent came to. */
export interface Start {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** All that it printed. */
  readonly log: string;
  readonly stderr: string;
  readonly reading: Reading;
}

/** How an agent is started. */
export interface StartOptions {
  /** The program that starts it, with its own arguments: a debugger, or one that sets limits. */
  readonly under?: readonly string[];
  readonly after?: "hold" | "exit";
  /** Its log goes through a pipe instead of straight into a file. */
  readonly isPiped?: boolean;
  /** Milliseconds from now on, at which it gets this signal. */
  readonly signalAt?: { readonly milliseconds: number; readonly signal: NodeJS.Signals };
  /** It gets this signal as soon as this is so. */
  readonly signalWhen?: { readonly is: (pid: number) => boolean; readonly signal: NodeJS.Signals };
}

/** A pod in which agents are started one after another: its state directory, and a test that counts how often it ran. */
export interface Lab {
  readonly paths: {
    /** Everything is below it. */
    readonly root: string;
    readonly state: string;
    readonly started: string;
    readonly finished: string;
    readonly starts: string;
    readonly passed: string;
    /** Grows by a byte with each run of the test. */
    readonly count: string;
    /** What the start with this number, from 1 on, prints. */
    readonly log: (start: number) => string;
  };
  readonly start: (options?: StartOptions) => Promise<Start>;
  /** How often the test has run. */
  readonly runs: () => number;
  /** What is stored of the end, when it is whole. */
  readonly stored: () => { readonly verdict: string; readonly records: string } | undefined;
  readonly isShownAsPassed: () => boolean;
  readonly remove: () => void;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What a lab is made of, when it is not the test that counts itself. */
export interface LabOptions {
  /** Milliseconds that the test takes. */
  readonly testMs?: number;
  readonly config?: object;
  readonly tests?: Readonly<Record<string, string>>;
}

/** Makes a lab; each has a directory of its own. */
export function createLab({ testMs = 20, config, tests }: LabOptions = {}): Lab {
  const root = mkdtempSync(join(tmpdir(), "testcar-faults-"));
  const state = join(root, "state");
  const count = join(root, "count");
  const files = {
    "package.json": "{}",
    "testcar.config.json": JSON.stringify({ plugins: [runner], tests: "./tests", ...config }),
    "count.sh": `printf . >> ${count}\nsleep ${testMs / 1000}\necho counted\n`,
    ...(tests === undefined ? { "tests/a.case": `sh ${join(root, "count.sh")}\n` } : {}),
    ...Object.fromEntries(Object.entries(tests ?? {}).map(([name, content]) => [`tests/${name}`, content])),
  };
  for (const folder of ["tests", "tmp"]) mkdirSync(join(root, folder));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  const logOf = (start: number): string => join(root, `log-${start}`);
  let starts = 0;

  const start = async ({
    under = [],
    after = "exit",
    isPiped = false,
    signalAt,
    signalWhen,
  }: StartOptions = {}): Promise<Start> => {
    starts += 1;
    const log = logOf(starts);
    const output = openSync(log, "w");
    const command = [
      ...under,
      process.execPath,
      "--conditions=testcar:source",
      script,
      "sidecar",
      "--state-dir",
      state,
      "--after",
      after,
    ];
    const [file = "", ...args] = command;
    const child = spawn(file, args, {
      cwd: root,
      env: {
        PATH: process.env["PATH"],
        TMPDIR: join(root, "tmp"),
        NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
        TESTCAR_POD_UID: UID,
        TESTCAR_TERMINATION_LOG: join(root, "termination-log"),
      },
      stdio: ["ignore", isPiped ? "pipe" : output, "pipe"],
    });
    closeSync(output);
    child.stdout?.on("data", (chunk: Buffer) => appendFileSync(log, chunk));
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const deadline = setTimeout(() => child.kill("SIGKILL"), DEADLINE_MS);
    const timer = signalAt && setTimeout(() => child.kill(signalAt.signal), signalAt.milliseconds);
    const watch =
      signalWhen &&
      setInterval(() => {
        if (child.pid !== undefined && signalWhen.is(child.pid)) {
          clearInterval(watch);
          child.kill(signalWhen.signal);
        }
      }, 5);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (...end) => resolve(end));
    });
    clearTimeout(deadline);
    clearTimeout(timer);
    clearInterval(watch);
    const text = readFileSync(log, "utf8");
    return { code, signal, log: text, stderr, reading: readLog(text) };
  };

  const paths = {
    root,
    state,
    started: join(state, `started-${key}.json`),
    finished: join(state, `finished-${key}.json`),
    starts: join(state, `starts-${key}`),
    passed: join(state, "passed"),
    count,
    log: logOf,
  };
  return {
    paths,
    start,
    runs: () => sizeOf(count),
    stored: () =>
      existsSync(paths.finished)
        ? JSON.parse(JSON.parse(readFileSync(paths.finished, "utf8")).entry)
        : undefined,
    isShownAsPassed: () => existsSync(paths.passed),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The lines of a run that are said again after a restart. */
export const finalRecordsOf = (log: string, run: string | undefined): string =>
  log
    .split(/(?<=\n)/)
    .filter((line) => /"type":"(?:test|run)\.finished"/.test(line) && line.includes(`"run":"${run}"`))
    .join("");

/** Those of the last run in the log of a start. */
export const finalRecords = ({ log, reading }: Start): string => finalRecordsOf(log, reading.run);
