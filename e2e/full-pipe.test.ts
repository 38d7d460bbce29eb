import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { eventually } from "../packages/core/test/eventually.ts";
import { caseRunner, configuration, createProject, fixture, type Project } from "./testcar.ts";

const prints = `node ${fixture("programs/prints-much.js")}\n`;

/** Tests that print more than a pipe takes, and then this one. */
const projectWith = (last: string): Project =>
  createProject({
    "testcar.config.yaml": configuration([caseRunner]),
    ...Object.fromEntries(["a", "b", "c", "d"].map((name) => [`tests/${name}.case`, prints])),
    "tests/z.case": last,
  });

/** Runs a command whose stdout, or stderr, is a pipe that somebody holds open and nobody reads. */
const unread =
  (stream: 1 | 2) =>
  (command: readonly string[]): readonly string[] => [
    "bash",
    "-c",
    `mkfifo unread; exec 3<>unread; exec "$0" "$@" ${stream}>&3`,
    ...command,
  ];

const memoryOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "a full pipe that nobody reads does not keep %s from stopping the run",
  async (signal) => {
    using project = projectWith("touch started\nsleep 100\n");
    const run = project.start(["run"], { under: unread(1) });
    await eventually(() => existsSync(project.path("tests/started")));
    expect(memoryOf(run.pid)).toBeLessThan(200);
    const start = performance.now();
    run.child.kill(signal);
    const { code, stderr } = await run.ended;
    // 6 s for the reporters, what ending takes, and a busy machine: less than the 30 s that a pod has.
    expect(performance.now() - start).toBeLessThan(28_000);
    expect(code).toBe({ SIGTERM: 143, SIGINT: 130, SIGHUP: 129 }[signal]);
    expect(JSON.parse(stderr)).toMatchObject({ message: expect.stringContaining("nobody reads") });
  },
);

test("a full pipe does not keep time-outs from working, nor the verdict from being told once it is read", async () => {
  using project = projectWith("sleep 100\n");
  const { code, reading } = await project.testcar(["run", "--test-timeout", "8s"], {
    // Reads only when the test's time has long been up.
    under: (command) => ["bash", "-c", '"$0" "$@" | { sleep 15; cat; }; exit "${PIPESTATUS[0]}"', ...command],
  });
  expect(code).toBe(1);
  expect(reading).toMatchObject({ verdict: "failed", completeness: "complete" });
  expect(reading.tests.at(-1)).toMatchObject({ test: "z.case", status: "timed-out" });
});

test("a full stderr that nobody reads changes nothing", async () => {
  using project = createProject({
    "testcar.config.yaml": configuration([caseRunner, fixture("plugins/floods-log.ts")]),
    "tests/a.case": "true\n",
  });
  const { code, reading } = await project.testcar(["run", "--log-level", "debug"], {
    under: (command) => [
      "bash",
      "-c",
      // The pipe is full from the start.
      'mkfifo unread; exec 3<>unread; head -c 65536 /dev/zero >&3; exec "$0" "$@" 2>&3',
      ...command,
    ],
  });
  expect(code).toBe(0);
  expect(reading.verdict).toBe("passed");
});

test("SIGPIPE from somebody else changes nothing", async () => {
  using project = createProject({
    "testcar.config.yaml": configuration([caseRunner]),
    "tests/a.case": "touch started\nsleep 2\n",
  });
  const run = project.start(["run"]);
  await eventually(() => existsSync(project.path("tests/started")));
  run.child.kill("SIGPIPE");
  const { code, reading } = await run.ended;
  expect(code).toBe(0);
  expect(reading.verdict).toBe("passed");
});
