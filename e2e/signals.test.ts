import { copyFileSync, mkdirSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, test } from "@jest/globals";
import {
  caseRunner,
  configuration,
  createProject,
  fixture,
  isRunning,
  type Project,
  type Running,
  untilEnded,
} from "./testcar.ts";

/** A project whose only test, in front of one that is never started, is this program. */
function projectWith(program: string): Project {
  const project = createProject({
    "testcar.config.yaml": configuration([fixture("plugins/stubborn-runner.ts")]),
    "tests/b-never-started.js": "",
  });
  mkdirSync(project.path("tests"), { recursive: true });
  copyFileSync(fixture(`programs/${program}`), project.path(`tests/a-${program}`));
  return project;
}

/** Waits until a process of the test has said which one it is. */
const processOf = async (run: Running, name: string): Promise<number> =>
  Number.parseInt(await run.printed(`${name} is process `), 10);

const hangingPrograms = ["forever.js", "ignores-signals.js"] as const;

describe.each(hangingPrograms)("while %s runs", (program) => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s interrupts the run", async (signal) => {
    using project = projectWith(program);
    const run = project.start(["run"]);
    const pid = await processOf(run, "parent");
    run.child.kill(signal);
    const { code, stderr, reading } = await run.ended;
    const exitCode = 128 + constants.signals[signal];
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: "" });
    expect(reading).toMatchObject({ verdict: "interrupted", exitCode, completeness: "complete" });
    expect(reading.finished?.reason).toBe(`The run was stopped by ${signal}`);
    expect(reading.tests.map(({ status }) => status)).toEqual(["interrupted", "skipped"]);
    expect(await isRunning(pid)).toBe(false);
  });

  test.concurrent("the test's time is up", async () => {
    using project = projectWith(program);
    const run = project.start(["run", "--test-timeout", "8s"]);
    const pid = await processOf(run, "parent");
    const { code, reading } = await run.ended;
    expect(code).toBe(124);
    expect(reading).toMatchObject({ verdict: "timed-out", exitCode: 124, completeness: "complete" });
    // The time was that test's alone: the other one has its own.
    expect(reading.tests).toMatchObject([{ status: "timed-out", partial: true }, { status: "passed" }]);
    expect(reading.tests[0]?.reasons[0]?.code).toBe("TESTCAR_RUN_TIMED_OUT");
    expect(await isRunning(pid)).toBe(false);
  });

  test.concurrent("the run's time is up", async () => {
    using project = projectWith(program);
    const run = project.start(["run", "--timeout", "8s"]);
    const pid = await processOf(run, "parent");
    const { code, reading } = await run.ended;
    expect(code).toBe(124);
    expect(reading).toMatchObject({ verdict: "timed-out", exitCode: 124, completeness: "complete" });
    expect(reading.tests.map(({ status }) => status)).toEqual(["timed-out", "skipped"]);
    expect(await isRunning(pid)).toBe(false);
  });
});

test("what a test has started in turn ends with it", async () => {
  using project = projectWith("forever.js");
  const run = project.start(["run"]);
  const child = await processOf(run, "child");
  run.child.kill("SIGTERM");
  await run.ended;
  expect(await isRunning(child)).toBe(false);
});

test("a second signal ends the run at once, and its test with it", async () => {
  using project = projectWith("ignores-signals.js");
  // With the patience of the example's runner: ten seconds.
  const tests = `node ${project.path("tests/a-ignores-signals.js")}\n`;
  using patient = createProject({
    "testcar.config.yaml": configuration([caseRunner]),
    "tests/a.case": tests,
  });
  const run = patient.start(["run"]);
  const pid = await processOf(run, "parent");
  run.child.kill("SIGTERM");
  // Signals that are pending at the same time are one: the first has to arrive.
  const again = setInterval(() => run.child.kill("SIGINT"), 100);
  const { code, reading } = await run.ended;
  clearInterval(again);
  expect(code).toBe(130);
  expect(reading).toMatchObject({ verdict: "unclear", problems: [{ code: "TESTCAR_LOG_NO_VERDICT" }] });
  expect(await isRunning(pid)).toBe(false);
});

test("a run that is killed leaves a log without a verdict", async () => {
  using project = projectWith("forever.js");
  const run = project.start(["run"]);
  const pid = await processOf(run, "parent");
  run.child.kill("SIGKILL");
  const { code, signal, reading } = await run.ended;
  expect({ code, signal }).toEqual({ code: null, signal: "SIGKILL" });
  expect(reading).toMatchObject({ verdict: "unclear", exitCode: 8 });
  // Its keeper ends it: nothing outlives the agent.
  await untilEnded(pid);
});

test("a reader that goes away in mid-run does not end the run, and the run is no success", async () => {
  using project = createProject({
    "testcar.config.yaml": configuration([caseRunner]),
    "tests/a.case": "echo hello\n",
    "tests/b.case": "echo hello\n",
  });
  const { code, stdout, stderr } = await project.testcar(["run"], {
    under: (command) => ["bash", "-c", '"$0" "$@" | head -1; exit "${PIPESTATUS[0]}"', ...command],
  });
  expect(code).toBe(7);
  expect(stdout.split("\n")).toHaveLength(2);
  expect(JSON.parse(stderr)).toMatchObject({ plugin: "stdout-reporter" });
});
