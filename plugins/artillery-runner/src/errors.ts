import { defineErrors, describeError, exitCodes } from "@testcar/core";
import { definitions } from "./errors/definitions.ts";
import { objections } from "./errors/objections.ts";
import { outcomes } from "./errors/outcomes.ts";

/** Every problem that the Artillery runner names. */
export const errors = defineErrors("ARTILLERY", {
  NOT_INSTALLED: describeError<{ readonly searched: readonly string[] }>({
    exitCode: exitCodes.runner,
    summary: "Artillery is not installed where the runner looks for it.",
    message: ({ searched }) => `Artillery is not installed; searched from ${searched.join(", ")}`,
    hint: () =>
      "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install artillery, in the project that holds the configuration.",
    example: { searched: ["/home/ada/shop"] },
  }),
  VERSION: describeError<{ readonly version: string; readonly path: string; readonly range: string }>({
    exitCode: exitCodes.runner,
    summary: "The installed Artillery is of a version that the runner does not know.",
    message: ({ version, path, range }) => `Artillery ${version} in ${path} is not in the range ${range}`,
    hint: ({ range }) => `npm install "artillery@${range}"`,
    example: { version: "1.7.9", path: "/home/ada/shop/node_modules/artillery", range: "^2.0.0" },
  }),
  WORKING_COPY: describeError<{ readonly path: string; readonly reason: string }>({
    exitCode: exitCodes.runner,
    summary: "The tests directory could not be copied to where a test was to run.",
    message: ({ path, reason }) => `Cannot copy the tests to ${path}: ${reason}`,
    hint: () =>
      "TMPDIR names the directory for it: a writable one with room for the tests, once for each test at a time; in a pod, an emptyDir volume. Without TypeScript, workingCopy: never does without the copy.",
    example: { path: "/tmp/testcar-9f2c/work/0001-smoke.yml", reason: "no space left on device" },
  }),
  RESULTS_LOST: describeError<{ readonly path: string; readonly reason: string }>({
    exitCode: exitCodes.runner,
    summary: "What Artillery measured could not be written, so the run could not tell.",
    message: ({ path, reason }) => `Cannot write the results of Artillery to ${path}: ${reason}`,
    hint: () =>
      "TMPDIR names the directory for them: a writable one with free space; in a pod, an emptyDir volume.",
    example: { path: "/tmp/testcar-9f2c/work/0001-smoke.yml", reason: "no space left on device" },
  }),
  NO_CREDENTIALS: describeError<Readonly<Record<string, never>>>({
    exitCode: exitCodes.runner,
    summary:
      "Requests went out without credentials: the runner cannot add them to what this Artillery sends.",
    message: () =>
      "The requests carried no credentials: this version of Artillery sends them in a way that the runner does not know",
    hint: () =>
      "Use a version of Artillery that the runner is tested with (README, Credentials), or take the credentials out of the configuration if the test does without.",
    example: {},
  }),
  CREDENTIALS_UNREACHABLE: describeError<{ readonly reason: string }>({
    exitCode: exitCodes.failed,
    summary: "A request was not sent, because Testcar did not say what to authorise it with.",
    message: ({ reason }) => `Testcar did not authorise a request: ${reason}`,
    hint: () =>
      "The socket that TESTCAR_CREDENTIALS_SOCKET names is there as long as Testcar runs its tests: see its log, and whether a test removes files in TMPDIR.",
    example: { reason: "connect ENOENT /tmp/testcar-9f2c/credentials/socket" },
  }),
  ...definitions,
  ...outcomes,
  ...objections,
});
