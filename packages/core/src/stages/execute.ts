import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import type { CredentialStore } from "../credentials/store.ts";
import { runErrors } from "../errors/catalogue/run.ts";
import { reasonOf } from "../errors/reason.ts";
import type { Hooks } from "../hooks.ts";
import type { Logger } from "../log/logger.ts";
import type { Redactor } from "../log/redact.ts";
import type { Test, TestReport } from "../model.ts";
import type { Clock } from "../process/clock.ts";
import type { Exec } from "../process/exec.ts";
import type { Limits } from "../process/limits.ts";
import { shareLimits } from "../process/limits.ts";
import type { StopReason } from "../stop.ts";
import type { Discovered } from "./discover.ts";
import { runTest } from "./test.ts";

/** What running the tests needs. */
export interface ExecuteOptions {
  readonly hooks: Hooks;
  readonly config: Pick<
    Config,
    "target" | "environment" | "concurrency" | "testTimeout" | "failFast" | "maxOutput"
  >;
  readonly suite: Discovered;
  /** The private directory of the run. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly exec: Exec;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: Limits;
  readonly redactor: Redactor;
  readonly credentials: CredentialStore;
}

function skip(test: Test, why: string): TestReport {
  const reasons = [runErrors.SKIPPED({ why }).toReason()];
  return { test, status: "skipped", exitCode: null, reasons, durationMs: 0 };
}

const whyStopped = (signal: AbortSignal): string => {
  const reason: StopReason | undefined = signal.reason;
  return reason?.kind === "timeout" ? "the run's time was up" : "the run was stopped";
};

// Most runs have no credential, and open nothing.
async function openCredentials(credentials: CredentialStore, directory: string) {
  if (credentials.isEmpty()) return { environment: () => ({}), close: async () => undefined };
  const { openEndpoint, SOCKET_VARIABLE } = await import("../credentials/endpoint.ts");
  const { path, close } = await openEndpoint(directory, credentials);
  return { environment: () => ({ ...credentials.environment(), [SOCKET_VARIABLE]: path }), close };
}

/**
 * Runs the tests, `concurrency` at a time, each started in the order of the suite. Results are in that order too.
 *
 * @throws TESTCAR_RUN_WORK_DIRECTORY, TESTCAR_CREDENTIAL_ENDPOINT
 */
export async function execute(options: ExecuteOptions): Promise<readonly TestReport[]> {
  const { hooks, config, suite, directory, signal, limits } = options;
  await Promise.all(
    ["output", "work"].map((name) =>
      mkdir(join(directory, name), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
        throw runErrors.WORK_DIRECTORY({ path: directory, reason: reasonOf(error) }, error);
      }),
    ),
  );
  const { environment, close } = await openCredentials(options.credentials, directory);
  const atOnce = Math.min(config.concurrency, suite.tests.length);
  const share = shareLimits(limits, atOnce);
  const reports = new Map<Test, TestReport>();
  const queue = suite.tests.entries();
  let failedFirst: Test | undefined;

  const finish = (report: TestReport): void => {
    reports.set(report.test, report);
    if (report.status !== "passed") failedFirst ??= report.test;
    hooks.progress.call({ type: "test.finished", report });
  };

  const work = async (): Promise<void> => {
    for (const [index, test] of queue) {
      if (signal.aborted) finish(skip(test, whyStopped(signal)));
      else if (config.failFast && failedFirst !== undefined)
        finish(skip(test, `${failedFirst.id} did not pass (--fail-fast)`));
      else finish(await runTest(test, { ...options, index, limits: share, environment }));
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await close();
  }
  return suite.tests.map((test) => reports.get(test) ?? skip(test, "it was forgotten"));
}
