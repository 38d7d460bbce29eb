import type { TestOutput } from "@testcar/report";
import type { IgnoredFile, Test, TestReport } from "./model.ts";

/** One plugin, as the first event of a run names it. */
export interface PluginInfo {
  readonly name: string;
  readonly version?: string;
}

/** How far a test is; a member that the runner cannot tell is missing. */
export interface TestProgress {
  /** What is going on, for example the name of a load phase. */
  readonly phase?: string;
  /** Seconds of the test that have gone by. */
  readonly secondsDone?: number;
  /** Seconds that the test takes as a whole, by its plan. */
  readonly secondsTotal?: number;
  /** Requests so far. */
  readonly requests?: number;
  /** Errors so far. */
  readonly errors?: number;
}

/** One line, or a piece of a very long one, that a test printed; or the declaration of a cut. */
export type OutputLine = Pick<TestOutput, "stream" | "text" | "continued" | "omitted">;

/** What happens while a run goes on, in the order in which it happens. */
export type ProgressEvent =
  | {
      readonly type: "run.started";
      readonly runId: string;
      readonly startedAt: string;
      readonly target?: string;
      readonly plugins: readonly PluginInfo[];
    }
  | {
      readonly type: "tests.discovered";
      readonly tests: readonly Test[];
      readonly ignored: readonly IgnoredFile[];
    }
  | { readonly type: "test.started"; readonly test: Test; readonly startedAt: string }
  | { readonly type: "test.output"; readonly test: Test; readonly line: OutputLine }
  | { readonly type: "test.progress"; readonly test: Test; readonly progress: TestProgress }
  | { readonly type: "test.finished"; readonly report: TestReport };
