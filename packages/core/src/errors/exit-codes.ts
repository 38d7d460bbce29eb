import type { Verdict } from "@testcar/report";

/** Exit codes of the `testcar` command. Whatever is not `passed` is not 0. */
export const exitCodes = {
  passed: 0,
  failed: 1,
  /** Usage or configuration. */
  configuration: 2,
  /** A plugin is missing, broken or misused. */
  plugin: 3,
  /** A preflight, for example a credential, failed. */
  preflight: 4,
  /** No tests found. */
  noTests: 5,
  /** A runner could not run a test, or crashed. */
  runner: 6,
  /** A required reporter failed. */
  reporter: 7,
  /** `testcar read`: the log holds no verdict. */
  unclear: 8,
  timedOut: 124,
} as const;

/** What an error may end the process with. */
export type ErrorExitCode = Exclude<(typeof exitCodes)[keyof typeof exitCodes], 0>;

/** Numbers of the signals that stop a run: an interrupted run exits with 128 + the number. */
export const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** A signal that stops a run. */
export type StopSignal = keyof typeof signalNumbers;

/** Names of the exit codes with the verdict that each goes with, for the reference page. */
export const exitCodeVerdicts: Readonly<Record<keyof typeof exitCodes, Verdict | "unclear">> = {
  passed: "passed",
  failed: "failed",
  configuration: "error",
  plugin: "error",
  preflight: "error",
  noTests: "error",
  runner: "error",
  reporter: "error",
  unclear: "unclear",
  timedOut: "timed-out",
};
