import { types } from "node:util";
import type { Reason } from "@testcar/report";
import type { ErrorExitCode } from "./exit-codes.ts";

/** What a {@link TestcarError} is made of. */
export interface TestcarErrorFields {
  /** `TESTCAR_<AREA>_<PROBLEM>`. */
  readonly code: string;
  /** What is wrong, and where. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  /** What the process exits with because of it. */
  readonly exitCode: ErrorExitCode;
  /** The plugin that it comes from. */
  readonly plugin?: string | undefined;
  /** Kept for debugging and never printed: errors of libraries can hold tokens. */
  readonly cause?: unknown;
}

/**
 * A problem that Testcar can name: a stable code, what is wrong and where, and what to do about it.
 *
 * @example
 * ```ts
 * try { await run(request); } catch (error) { if (isTestcarError(error)) console.error(error.code, error.hint); }
 * ```
 */
export class TestcarError extends Error {
  override readonly name = "TestcarError";
  /** `TESTCAR_<AREA>_<PROBLEM>`, stable across versions. */
  readonly code: string;
  /** What to do next. */
  readonly hint: string;
  /** What the process exits with because of it. */
  readonly exitCode: ErrorExitCode;
  /** The plugin that it comes from. */
  readonly plugin: string | undefined;

  constructor({ code, message, hint, exitCode, plugin, cause }: TestcarErrorFields) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
    this.plugin = plugin;
  }

  /** Where the reference describes it. */
  get docs(): string {
    return `docs/errors.md#${this.code.toLowerCase()}`;
  }

  /** The same error, said to come from a plugin. An error that names one already keeps it. */
  from(plugin: string): TestcarError {
    if (this.plugin !== undefined) return this;
    const { code, message, hint, exitCode, cause } = this;
    return new TestcarError({ code, message, hint, exitCode, cause, plugin });
  }

  /** The error as plain data for a record or a report. */
  toReason(): Reason {
    const { code, message, hint, plugin } = this;
    return { code, message, hint, ...(plugin === undefined ? {} : { plugin }) };
  }
}

/** Tells a {@link TestcarError}, also one that another copy of this package made. */
export const isTestcarError = (error: unknown): error is TestcarError =>
  error instanceof TestcarError ||
  (types.isNativeError(error) && error.name === "TestcarError" && "code" in error && "exitCode" in error);

/** Every problem in an error, also in nested `AggregateError`s, in their order. */
export function problemsOf(error: unknown): readonly unknown[] {
  return error instanceof AggregateError ? error.errors.flatMap(problemsOf) : [error];
}
