import type { Reason } from "@testcar/report";
import type { Credential, CredentialSource, Grant, RequestAuthorizer } from "./credentials/credential.ts";
import type { Logger } from "./log/logger.ts";
import type { CandidateFile, Outcome, Test } from "./model.ts";
import type { Exec } from "./process/exec.ts";
import type { TestProgress } from "./progress.ts";

/** What a `discover` tap gets beside the suite. */
export interface DiscoverContext {
  /** Absolute path of the tests directory. */
  readonly directory: string;
  /** Every regular file in it that is not hidden, sorted by path. */
  readonly files: readonly CandidateFile[];
  /** Name of the environment that was asked for (`--env`), if any. */
  readonly environment?: string;
  /** The target's URL, if there is one. */
  readonly target?: string;
  /** Aborted when the run is stopped or its time is up. */
  readonly signal: AbortSignal;
}

/** What a `preflight` tap gets. Throw for a problem: the other taps run all the same, and all problems are reported together. */
export interface PreflightContext {
  /** The target's URL, if there is one. */
  readonly target?: string;
  /** What will run, in the order of the suite. */
  readonly tests: readonly Test[];
  /** Aborted when the run is stopped or its time is up. */
  readonly signal: AbortSignal;
  /** Adds a warning to the report. */
  readonly warn: (warning: Reason) => void;
  /**
   * Obtains a credential, and keeps it fresh until the run ends. The plugin names it in `provides`.
   *
   * @throws What the source throws, and TESTCAR_CREDENTIAL_DEADLINE, _ORIGIN, _ORIGIN_MISSING, _AMBIGUOUS, _VARIABLE_TWICE, _FILES,
   * _UNDECLARED.
   */
  readonly provide: <G extends Grant>(source: CredentialSource<G>) => Promise<Credential<G>>;
}

/** What an `execute` tap gets beside its test. */
export interface ExecuteContext {
  /** Absolute path of the tests directory. Treat it as read-only. */
  readonly testsDirectory: string;
  /** A private directory of this test (0700), removed after the run. */
  readonly workDirectory: string;
  /** The target's URL, if there is one: the runner gives it to its test. */
  readonly target?: string;
  /** Name of the environment that was asked for (`--env`), if any. */
  readonly environment?: string;
  /**
   * Aborted when the test's or the run's time is up, or the run is stopped. `exec` ends its processes by itself; a runner
   * that does something else has to stop it. What it returns then counts as partial.
   */
  readonly signal: AbortSignal;
  /** What the container, or the machine, leaves to this one test. */
  readonly limits: { readonly cpus: number; readonly memoryBytes?: number };
  /** Starts a process whose output becomes the test's output, and which ends with the test. */
  readonly exec: Exec;
  /**
   * Headers for the requests of this test, for runners that send them from within the agent. The processes of `exec` have the
   * same by the socket in TESTCAR_CREDENTIALS_SOCKET, and the variables that the credentials add.
   */
  readonly requests: RequestAuthorizer;
  /** Writes diagnostics to stderr; each line names the plugin and the test. */
  readonly logger: Logger;
  /** Adds lines to the test's output, for runners without a process. */
  readonly print: (text: string, stream?: "stdout" | "stderr") => void;
  /** Says how far the test is. */
  readonly progress: (progress: TestProgress) => void;
}

/** What a `report` tap gets beside the run. */
export interface ReportContext {
  /** `json`: records, for machines. `text`: for people. */
  readonly format: "json" | "text";
  /** The outcome with the failures of the reporters that came before. Its verdict is never better than the run's. */
  readonly outcome: () => Outcome;
  /** Aborted when the reporters' time is up. */
  readonly signal: AbortSignal;
}
