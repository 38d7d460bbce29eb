import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readLog } from "@testcar/report";
import { eventually } from "../packages/core/test/eventually.ts";
import { isHolding } from "./holding.ts";
import {
  caseRunner,
  configuration,
  createProject,
  fixture,
  isRunning,
  type Project,
  type Running,
  type Settings,
} from "./testcar.ts";

const count = "count";

/** A project whose test counts its runs, and then does this. */
function projectThat(does: string, rest: object = {}): Project {
  const project = createProject({
    "testcar.config.yaml": configuration([caseRunner], rest),
    "tests/a.case": "sh count.sh\n",
  });
  writeFileSync(project.path("tests/count.sh"), `printf . >> ${project.path(count)}\n${does}\n`);
  return project;
}

const runsOf = (project: Project): number =>
  existsSync(project.path(count)) ? readFileSync(project.path(count)).length : 0;

const args = (project: Project, after: "exit" | "hold" = "exit", ...more: readonly string[]) => [
  "sidecar",
  "--state-dir",
  project.path("state"),
  "--termination-log",
  project.path("termination-log"),
  "--after",
  after,
  ...more,
];

const once = (project: Project, settings: Settings = {}) => project.testcar(args(project), settings);

const finalRecords = (log: string): string =>
  log
    .split(/(?<=\n)/)
    .filter((line) => /"type":"(?:test|run)\.finished"/.test(line))
    .join("");

async function untilHolding({ pid, printed }: Running): Promise<void> {
  await printed('"type":"run.finished"');
  await eventually(() => isHolding(pid));
}

describe("after a pass", () => {
  test("ten restarts say the same bytes, and the tests ran once", async () => {
    using project = projectThat("exit 0");
    const first = await once(project);
    expect(first.reading).toMatchObject({ verdict: "passed", completeness: "complete" });
    for (let start = 2; start <= 11; start += 1) {
      const { code, stdout, stderr, reading } = await once(project);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(reading).toMatchObject({ verdict: "passed", replayed: { start } });
      expect(stdout.slice(stdout.indexOf("\n") + 1)).toBe(finalRecords(first.stdout));
      expect(readLog(first.stdout + stdout).verdict).toBe("passed");
    }
    expect(runsOf(project)).toBe(1);
  });

  test("a restart needs neither tests nor configuration nor plugins in a pod that is known", async () => {
    using project = projectThat("exit 0");
    const env = { TESTCAR_POD_UID: "0a1b" };
    await once(project, { env });
    rmSync(project.path("tests"), { recursive: true });
    writeFileSync(project.path("testcar.config.yaml"), "plugins: [nowhere]\n");
    const { code, reading } = await once(project, { env });
    expect({ code, verdict: reading.verdict }).toEqual({ code: 0, verdict: "passed" });
    // Another pod is another matter.
    expect((await once(project, { env: { TESTCAR_POD_UID: "0a1c" } })).code).toBe(3);
  });

  test("the file for probes is there, and again after it was lost; the last words are there as well", async () => {
    using project = projectThat("exit 0");
    writeFileSync(project.path("termination-log"), "");
    await once(project);
    for (let start = 0; start < 2; start += 1) {
      expect(readFileSync(project.path("state/passed"), "utf8")).toBe("passed\n");
      const words = readFileSync(project.path("termination-log"), "utf8");
      expect(JSON.parse(words)).toMatchObject({ type: "run.finished", verdict: "passed" });
      rmSync(project.path("state/passed"));
      writeFileSync(project.path("termination-log"), "");
      await once(project);
    }
  });
});

test("ten agents at once: one runs, and all say the same", async () => {
  using project = projectThat("sleep 0.3");
  const ended = await Promise.all(Array.from({ length: 10 }, () => once(project)));
  expect(runsOf(project)).toBe(1);
  expect(new Set(ended.map(({ stdout }) => finalRecords(stdout))).size).toBe(1);
  expect(ended.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => 0));
  expect(ended.filter(({ reading }) => reading.replayed !== undefined)).toHaveLength(9);
});

describe("a verdict that is not a pass is said again, and nothing is run again", () => {
  test.each([
    ["a test that fails", () => projectThat("exit 3"), 1],
    [
      "no tests",
      () => createProject({ "testcar.config.yaml": configuration([caseRunner]), "tests/a.txt": "" }),
      5,
    ],
    [
      "a directory that is missing",
      () => createProject({ "testcar.config.yaml": configuration([caseRunner]) }),
      2,
    ],
    ["a plugin that is missing", () => projectThat("exit 0", { plugins: ["nowhere"] }), 3],
    [
      "a preflight that fails",
      () =>
        projectThat("exit 0", { plugins: [caseRunner, [fixture("plugins/throws.ts"), { in: "preflight" }]] }),
      4,
    ],
    ["a test whose time is up", () => projectThat("sleep 30", { testTimeout: "1s" }), 124],
  ])("%s", async (_title, make, exitCode) => {
    using project = make();
    const first = await once(project);
    expect(first.code).toBe(exitCode);
    expect(first.code).toBe(first.reading.exitCode);
    expect(first.reading.verdict).not.toBe("passed");
    const runs = runsOf(project);
    // Whatever was wrong is put right, as far as it can be: it stays what it was.
    mkdirSync(project.path("tests"), { recursive: true });
    const second = await once(project);
    expect(second.code).toBe(first.code);
    expect(finalRecords(second.stdout)).toBe(finalRecords(first.stdout));
    expect(second.reading.replayed).toBeDefined();
    expect(runsOf(project)).toBe(runs);
    expect(existsSync(project.path("state/passed"))).toBe(false);
  });

  test("a wrong option is told as records, beside what else is wrong", async () => {
    using project = projectThat("exit 0");
    const { code, reading } = await project.testcar(args(project, "exit", "--nonsense"));
    expect({ code, verdict: reading.verdict }).toEqual({ code: 2, verdict: "error" });
    expect(reading.finished?.reason).toContain("--nonsense");
    expect(runsOf(project)).toBe(0);
    const wrong = await project.testcar([
      "sidecar",
      "--nonsense",
      "--state-dir",
      "/dev/null",
      "--after",
      "exit",
    ]);
    expect(wrong.reading.finished?.reasons.map(({ code }) => code)).toEqual([
      "TESTCAR_CONFIG_USAGE",
      "TESTCAR_JOURNAL_DIRECTORY",
    ]);
  });

  test("so is a wrong variable", async () => {
    using project = projectThat("exit 0");
    const run = project.start(["sidecar", "--state-dir", project.path("state")], {
      env: { TESTCAR_AFTER: "never" },
    });
    await untilHolding(run);
    run.child.kill("SIGTERM");
    const { reading } = await run.ended;
    expect(reading.finished?.reason).toContain("TESTCAR_AFTER");
  });
});

test("a state directory that cannot be used is an error, and nothing runs", async () => {
  using project = projectThat("exit 0");
  writeFileSync(project.path("state"), "");
  const { code, reading } = await once(project);
  expect({ code, verdict: reading.verdict, runs: runsOf(project) }).toEqual({
    code: 2,
    verdict: "error",
    runs: 0,
  });
  expect(reading.finished?.reasons[0]?.code).toBe("TESTCAR_JOURNAL_DIRECTORY");
});

describe("a test that writes to the state directory", () => {
  test.each([
    ["a file for probes", 'printf "passed\\n" > ../state/passed; exit 1', "failed"],
    [
      "an end of the run",
      'for f in ../state/started-*; do cp "$f" "$(echo "$f" | sed s/started/finished/)"; done',
      "error",
    ],
  ])("%s", async (_title, does, verdict) => {
    using project = projectThat(does);
    const first = await once(project);
    expect(first.reading.verdict).toBe(verdict);
    expect(existsSync(project.path("state/passed"))).toBe(false);
    const second = await once(project);
    expect(second.reading.verdict).toBe(verdict);
    expect(finalRecords(second.stdout)).toBe(
      first.stdout
        .split(/(?<=\n)/)
        .slice(-1 - second.reading.tests.length)
        .join(""),
    );
  });
});

describe("signals", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)("%s in mid-run: interrupted, stored, said, and said again", async (signal, exitCode) => {
    using project = projectThat("sleep 30");
    const run = project.start(args(project, "hold"));
    await eventually(() => runsOf(project) > 0);
    const begin = performance.now();
    run.child.kill(signal);
    const first = await run.ended;
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(first.code).toBe(exitCode);
    expect(first.reading).toMatchObject({ verdict: "interrupted", exitCode });
    const second = await once(project);
    expect(second.code).toBe(exitCode);
    expect(finalRecords(second.stdout)).toBe(finalRecords(first.stdout));
    expect(runsOf(project)).toBe(1);
  });

  test("a second one forces; the next start says interrupted", async () => {
    using project = createProject({
      "testcar.config.yaml": configuration([caseRunner]),
      "tests/a.case": `node ${fixture("programs/ignores-signals.js")}\n`,
    });
    const run = project.start(args(project));
    const pid = Number.parseInt(await run.printed("parent is process "), 10);
    run.child.kill("SIGTERM");
    const again = setInterval(() => run.child.kill("SIGINT"), 100);
    const { code, reading } = await run.ended;
    clearInterval(again);
    expect({ code, verdict: reading.verdict }).toEqual({ code: 130, verdict: "unclear" });
    expect(await isRunning(pid)).toBe(false);
    expect((await once(project)).reading).toMatchObject({ verdict: "interrupted", exitCode: 137 });
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s while holding: exit 0 at once", async (signal) => {
    using project = projectThat("exit 1");
    const run = project.start(args(project, "hold"));
    await untilHolding(run);
    const begin = performance.now();
    run.child.kill(signal);
    const { code, reading } = await run.ended;
    expect(performance.now() - begin).toBeLessThan(2000);
    expect({ code, verdict: reading.verdict }).toEqual({ code: 0, verdict: "failed" });
  });
});

test("a pipe that is full and that nobody reads keeps no verdict from being stored", async () => {
  using project = projectThat("seq 1 20000");
  const { code } = await once(project, {
    under: (command) => ["bash", "-c", '"$0" "$@" > >(sleep 8); exit $?', ...command],
  });
  expect(code).not.toBeNull();
  expect((await once(project)).reading).toMatchObject({ verdict: "passed", exitCode: 0 });
});

test("--help says what there is", async () => {
  using project = createProject();
  const { code, stdout } = await project.testcar(["sidecar", "--help"]);
  expect(code).toBe(0);
  for (const option of ["--state-dir", "--after", "--termination-log", "--timeout"])
    expect(stdout).toContain(option);
});

test("`testcar run` leaves its last words too, where there is a file for them", async () => {
  using project = projectThat("exit 1");
  const log = join(project.directory, "termination-log");
  const run = () => project.testcar(["run", "--termination-log", log]);
  await run();
  expect(existsSync(log)).toBe(false);
  writeFileSync(log, "");
  const { stdout } = await run();
  expect(`${readFileSync(log, "utf8")}\n`).toBe(stdout.split(/(?<=\n)/).at(-1));
});
