import { defineErrors, describeError } from "../define.ts";
import { exitCodes } from "../exit-codes.ts";

/** Errors of a run's own stages. */
export const runErrors = defineErrors("RUN", {
  TESTS_MISSING: describeError<{ path: string }>({
    exitCode: exitCodes.configuration,
    summary: "The tests directory is not there.",
    message: ({ path }) => `There is no tests directory ${path}`,
    hint: () =>
      "Name it with --tests or tests in the configuration; in a pod, check the volume that is mounted there.",
    example: { path: "/etc/testcar/tests" },
  }),
  TESTS_NOT_A_DIRECTORY: describeError<{ path: string }>({
    exitCode: exitCodes.configuration,
    summary: "The tests directory is something else.",
    message: ({ path }) => `${path} is not a directory`,
    hint: ({ path }) =>
      `Name the directory that holds it with --tests; --only chooses single tests: --only ${path.split("/").at(-1)}`,
    example: { path: "/srv/tests/smoke.yml" },
  }),
  TESTS_UNREADABLE: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.configuration,
    summary: "The tests directory, or a folder in it, cannot be read.",
    message: ({ path, reason }) => `Cannot read the tests in ${path}: ${reason}`,
    hint: () => "Give the agent's user the right to read it.",
    example: { path: "/etc/testcar/tests", reason: "permission denied" },
  }),
  TESTS_INCOMPLETE: describeError<{ path: string; seconds: number; missing: string }>({
    exitCode: exitCodes.noTests,
    summary: "The tests directory was not complete in time: what waitFor names did not come.",
    message: ({ path, seconds, missing }) =>
      `The tests directory ${path} was not complete within ${seconds} s: ${missing}`,
    hint: () => "Look at what fills it, or give it more time with waitFor.deadline in the configuration.",
    example: { path: "/etc/testcar/tests", seconds: 60, missing: "there is no .complete" },
  }),
  FILE_TOO_LARGE: describeError<{ path: string; bytes: number; limit: number }>({
    exitCode: exitCodes.runner,
    summary: "A file is too large to be a test's definition.",
    message: ({ path, bytes, limit }) => `${path} has ${bytes} bytes; a definition has at most ${limit}`,
    hint: () => "Move data out of the definition, for example into a CSV file.",
    example: { path: "smoke.yml", bytes: 9_000_000, limit: 4_194_304 },
  }),
  FILE_UNREADABLE: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.runner,
    summary: "A file of the tests directory cannot be read.",
    message: ({ path, reason }) => `Cannot read ${path}: ${reason}`,
    hint: () => "Give the agent's user the right to read it.",
    example: { path: "smoke.yml", reason: "permission denied" },
  }),
  NO_TESTS: describeError<{ path: string; files: number; runners: readonly string[] }>({
    exitCode: exitCodes.noTests,
    summary: "No test was found, so nothing is proved.",
    message: ({ path, files }) =>
      `No tests in ${path}: ${["it has no files", "its only file is no test"][files] ?? `none of its ${files} files is a test`}`,
    hint: ({ runners }) =>
      runners.length === 0
        ? "No plugin that runs tests is configured; add one, for example artillery-runner, to plugins."
        : "testcar list says what was found and why it was ignored. --allow-empty lets such a run pass.",
    example: { path: "/etc/testcar/tests", files: 3, runners: ["artillery"] },
  }),
  ONLY_UNMATCHED: describeError<{ pattern: string; meant?: string | undefined }>({
    exitCode: exitCodes.noTests,
    summary: "A pattern of --only matches no test.",
    message: ({ pattern }) => `No test matches --only ${pattern}`,
    hint: ({ meant }) =>
      `${meant === undefined ? "" : `Did you mean ${meant}? `}testcar list shows the tests' ids.`,
    example: { pattern: "smok.yml", meant: "smoke.yml" },
  }),
  NO_RUNNER: describeError<{ test: string; runner: string; plugin?: string }>({
    exitCode: exitCodes.plugin,
    summary: "A test names a runner that no plugin has.",
    message: ({ test, runner }) => `No plugin runs ${test}: it wants the runner ${runner}`,
    hint: () =>
      "It is the fault of the plugin that discovered the test: it has to tap execute for that runner.",
    example: { test: "smoke.xml", runner: "soap" },
  }),
  WORK_DIRECTORY: describeError<{ path: string; reason: string }>({
    exitCode: exitCodes.runner,
    summary: "The private directory of the run cannot be written.",
    message: ({ path, reason }) => `Cannot write the run's directory ${path}: ${reason}`,
    hint: () =>
      "Give the agent a writable directory with free space and name it in TMPDIR; in a pod, an emptyDir volume.",
    example: { path: "/tmp/testcar-9f2c", reason: "no space left on device" },
  }),
  PROCESS_NOT_STARTED: describeError<{ file: string; reason: string }>({
    exitCode: exitCodes.runner,
    summary: "A program that a plugin needs cannot be started.",
    message: ({ file, reason }) => `Cannot start ${file}: ${reason}`,
    hint: () => "Check that it is installed and that the agent's user may run it.",
    example: { file: "k6", reason: "no such file" },
  }),
  TIMED_OUT: describeError<{ what: string; seconds: number; option: string }>({
    exitCode: exitCodes.timedOut,
    summary: "The time of a test or of the run was up.",
    message: ({ what, seconds }) => `${what} took longer than ${seconds} s`,
    hint: ({ seconds, option }) =>
      `Find out what it waits for, or give it more time with ${option}.${seconds < 1 ? " A number without a unit is milliseconds." : ""}`,
    example: { what: "The test smoke.yml", seconds: 60, option: "--test-timeout" },
  }),
  STOPPED: describeError<{ signal: string }>({
    exitCode: exitCodes.runner,
    summary: "The run was stopped from outside. The exit code is 128 plus the signal's number.",
    message: ({ signal }) => `The run was stopped by ${signal}`,
    hint: () => "Nothing is proved; run it again.",
    example: { signal: "SIGTERM" },
  }),
  SKIPPED: describeError<{ why: string }>({
    exitCode: exitCodes.runner,
    summary: "A test was found but not started.",
    message: ({ why }) => `Not started: ${why}`,
    hint: () => "See what stopped the run.",
    example: { why: "the run's time was up" },
  }),
  REPORTER_FAILED: describeError<{ plugin: string; reason: string }>({
    exitCode: exitCodes.reporter,
    summary: "A reporter failed. The run is an error when the reporter is required.",
    message: ({ plugin, reason }) => `The reporter ${plugin} failed: ${reason}`,
    hint: () => "Check where it writes to, and that there is space.",
    example: { plugin: "junit-reporter", reason: "no space left on device" },
  }),
  INTERNAL: describeError<{ reason: string }>({
    exitCode: exitCodes.runner,
    summary: "Testcar itself failed. This is a bug.",
    message: ({ reason }) => `Testcar itself failed: ${reason}`,
    hint: () => "Please report it, with the output of the same command with --log-level debug.",
    example: { reason: "unexpected end of input" },
  }),
});
