import type { LogLevel } from "../log/logger.ts";

/** One plugin of the configuration, before anybody has looked for it. */
export interface PluginEntry {
  /** As written, but a relative path is absolute by now. */
  readonly name: string;
  /** Undefined when the entry is a bare name. */
  readonly options: Readonly<Record<string, unknown>> | undefined;
  /** Where it is written, for messages: "testcar.config.yaml: plugins[2]". */
  readonly where: string;
}

/** What tells that a tests directory is complete which somebody is still filling. */
export interface WaitFor {
  /** A file that is there then; relative to the tests directory. */
  readonly file?: string | undefined;
  /** Milliseconds for which nothing has changed then. */
  readonly settle?: number | undefined;
  /** Milliseconds until it is given up. */
  readonly deadline: number;
}

/** The whole configuration: every layer applied, every default filled in. */
export interface Config {
  /** The file it was read from, if there is one. */
  readonly file: string | undefined;
  /** Where relative paths and plugins' names start: the file's directory, or the working directory. */
  readonly baseDirectory: string;
  /** Absolute path. */
  readonly tests: string;
  /** Undefined when the tests are there from the start. */
  readonly waitFor: WaitFor | undefined;
  readonly target: string | undefined;
  readonly plugins: readonly PluginEntry[];
  readonly environment: string | undefined;
  readonly only: readonly string[];
  readonly concurrency: number;
  /** In milliseconds. */
  readonly timeout: number;
  /** In milliseconds. */
  readonly testTimeout: number | undefined;
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  readonly grace: number;
  readonly failFast: boolean;
  /** Bytes of what one test prints that are kept in its file. */
  readonly maxOutput: number;
  readonly allowEmpty: boolean;
  readonly requiredReporters: readonly string[];
  readonly format: "auto" | "json" | "text";
  readonly logLevel: LogLevel;
}

/** What a configuration says of everything that it does not mention. */
export const defaults = {
  tests: "/etc/testcar/tests",
  concurrency: 1,
  timeout: 3_600_000,
  grace: 10_000,
  failFast: false,
  allowEmpty: false,
  maxOutput: 64 * 1024 * 1024,
  format: "auto",
  logLevel: "warn",
} as const satisfies Partial<Config>;
