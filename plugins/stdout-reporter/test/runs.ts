import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { afterAll } from "@jest/globals";
import {
  definePlugin,
  type ExecuteContext,
  type Outcome,
  type Plugin,
  type RunRequest,
  run,
  type Test,
  type TestResult,
} from "@testcar/core";
import { createStdoutReporter, type Terminal } from "../src/index.ts";

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "testcar-stdout-"));
  made.push(root);
  for (const [path, content] of Object.entries({ "package.json": "{}", ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** What one file of the suite does when it is run. */
export type Behaviour = (context: ExecuteContext, test: Test) => TestResult | Promise<TestResult>;

/** A test that passes. */
export const pass: Behaviour = () => ({ status: "passed", exitCode: 0, reasons: [] });

/** A test that fails. */
export const fail: Behaviour = () => ({
  status: "failed",
  exitCode: 1,
  reasons: [
    { code: "X_THRESHOLD", message: "p95 is 800 ms, above 200 ms", hint: "Look at the slow endpoint." },
  ],
});

/** The suite as a runner: each file's name says what it does. */
const runnerOf = (behaviours: Readonly<Record<string, Behaviour>>): Plugin =>
  definePlugin<unknown>({
    name: "runner",
    apiVersion: 1,
    apply({ hooks }) {
      hooks.discover.tap("runner", (suite, { files }) => {
        const own = files.filter(({ path }) => behaviours[path] !== undefined);
        const tests = own.map((file) => ({ id: file.path, name: file.path, runner: "x", file }));
        return { ...suite, tests: [...suite.tests, ...tests] };
      });
      hooks.report.tap("runner", ({ tests }) => {
        for (const { output } of tests) if (output?.file !== undefined) made.push(join(output.file, "../.."));
      });
      hooks.execute.for("x").tapPromise("runner", async (test, context) => {
        const behaviour = behaviours[test.id] ?? pass;
        return behaviour(context, test);
      });
    },
  });

/** A stream that keeps what it is given. */
export function collect(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}

/** A run's setting, beside its tests. */
export interface Setting {
  readonly format: "json" | "text";
  readonly stdout?: Writable;
  readonly terminal?: Terminal;
  readonly config?: string;
  readonly plugins?: readonly Plugin[];
  readonly request?: Partial<RunRequest>;
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** Runs a suite through the real core with this reporter, on a clock that stands still. */
export async function runSuite(
  behaviours: Readonly<Record<string, Behaviour>>,
  { format, stdout, terminal, config, plugins = [], request, flags }: Setting,
): Promise<{ readonly outcome: Outcome; readonly printed: string; readonly directory: string }> {
  const kept = collect();
  const tests = Object.keys(behaviours).map((name) => [`tests/${name}`, ""]);
  const directory = folder({
    "tests/readme.md": "",
    ...Object.fromEntries(tests),
    ...(config === undefined ? {} : { "testcar.config.yaml": config }),
  });
  const all = [runnerOf(behaviours), ...plugins, createStdoutReporter(terminal) as Plugin];
  const outcome = await run({
    directory,
    flags: { tests: "tests", format, logLevel: "silent", ...flags },
    env: {},
    version: "9.9.9",
    installDirectory: directory,
    builtIn: all.map((plugin) => ({ plugin, version: "1.0.0" })),
    stdout: stdout ?? kept.stream,
    stderr: kept.stream,
    terminal: { stdout: false, stderr: false },
    signal: new AbortController().signal,
    clock: { now: () => new Date("2026-11-22T12:00:00Z"), elapsed: () => 0 },
    ...request,
  });
  return { outcome, printed: kept.text(), directory };
}
