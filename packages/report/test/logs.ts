// Real logs: what the writer makes of runs, and what may stand around their lines.
import {
  type Counts,
  createRecordWriter,
  type RecordData,
  type RunFinished,
  type Verdict,
} from "../src/index.ts";
import { seal } from "../src/seal.ts";

const EXIT_CODES: Record<Verdict, number> = {
  passed: 0,
  failed: 1,
  error: 6,
  "timed-out": 124,
  interrupted: 143,
};

/** Time that goes on by a millisecond whenever it is asked. */
export function clock(): () => Date {
  let time = Date.UTC(2026, 10, 22, 12);
  return () => new Date(time++);
}

export const noTests: Counts = {
  total: 0,
  passed: 0,
  failed: 0,
  error: 0,
  "timed-out": 0,
  interrupted: 0,
  skipped: 0,
};

export const finishedData = (verdict: Verdict, tests: number): Omit<RecordData<RunFinished>, "omitted"> => ({
  verdict,
  exitCode: EXIT_CODES[verdict],
  reason: `The run is ${verdict}.`,
  counts: { ...noTests, total: tests, passed: tests - 1, [verdict]: verdict === "passed" ? tests : 1 },
  startedAt: "2026-11-22T12:00:00.000Z",
  durationMs: 1200,
  reasons:
    verdict === "passed" ? [] : [{ code: "TESTCAR_EXAMPLE", message: `It is ${verdict}.`, hint: "Look." }],
});

/** The lines, each with its line feed, of a run over a passed test and one that ended as the whole run did. */
export function linesOf(verdict: Verdict, run = "run-a", output: readonly string[] = ["200 OK"]): string[] {
  const lines: string[] = [];
  const records = createRecordWriter({ run, write: (line) => lines.push(line), now: clock() });
  records.runStarted({
    agent: { version: "1.0.0", node: "24.21.0" },
    target: "http://127.0.0.1:8080",
    plugins: [{ name: "artillery-runner", version: "1.0.0" }],
  });
  for (const [test, status] of [
    ["smoke.yml", "passed"],
    ["load.yml", verdict],
  ] as const) {
    records.testStarted({ test, runner: "artillery" });
    for (const text of output) records.testOutput({ test, stream: "stdout", text });
    const reasons = status === "passed" ? [] : [{ code: "TESTCAR_EXAMPLE", message: `It is ${status}.` }];
    records.testFinished({
      test,
      runner: "artillery",
      status,
      exitCode: EXIT_CODES[status],
      durationMs: 600,
      reasons,
      metrics: { requests: 120, latencyMs: { p95: 33.4 } },
    });
  }
  records.runFinished(finishedData(verdict, 2));
  return lines;
}

/** The same `run.finished` line with other members, and a seal that fits them. */
export function resealed(line: string, change: object): string {
  const { check: _check, ...record } = JSON.parse(line);
  return `${seal(JSON.stringify({ ...record, ...change })).json}\n`;
}

/** What container runtimes and tools put in front of lines. */
export const prefixes = {
  none: "",
  "kubectl --timestamps": "2026-11-22T12:00:00.123456789Z ",
  CRI: "2026-11-22T12:00:00.123456789+01:00 stdout F ",
  "kubectl --prefix": "[pod/shop-5d9c7b/testcar] ",
  compose: "testcar-1  | ",
  "a colour": "\u001b[32mtestcar\u001b[0m ",
} as const;

/** What else may be in a container's log. */
export const noise = [
  '{"level":"info","message":"listening","testcar":1}\n',
  '{"level":"debug","config":{"testcar":{"plugins":[]}},"record":{"testcar":1,"run":"run-z","seq":0,"type":"run.started"}}\n',
  "(node:1) Warning: something\n",
  "\n",
  '}}}}\u0000\u0001 {"\n',
  'plain text with "quotes" and {braces}\n',
] as const;
