import {
  AsyncParallelHook,
  AsyncSeriesBailHook,
  AsyncSeriesHook,
  AsyncSeriesWaterfallHook,
  HookMap,
  SyncHook,
} from "tapable";
import type { DiscoverContext, ExecuteContext, PreflightContext, ReportContext } from "./contexts.ts";
import type { RunReport, Suite, Test, TestResult } from "./model.ts";
import type { ProgressEvent } from "./progress.ts";

/** Makes the hooks of one run: the four stages, and live progress. */
export const createHooks = () => ({
  /** Each tap gets the suite so far and the candidate files; it returns the suite with the tests it owns. */
  discover: new AsyncSeriesWaterfallHook<[Suite, DiscoverContext]>(["suite", "context"], "discover"),
  /** Every tap runs, as soon as what its plugin needs is there; problems are collected and reported together. */
  preflight: new AsyncParallelHook<[PreflightContext]>(["context"], "preflight"),
  /** One hook per runner name; a second tap on the same key is an error. */
  execute: new HookMap(
    (runner: string) =>
      new AsyncSeriesBailHook<[Test, ExecuteContext], TestResult>(["test", "context"], `execute:${runner}`),
  ),
  /** Live progress: must neither throw nor block. */
  progress: new SyncHook<[ProgressEvent]>(["event"], "progress"),
  /** A reporter that fails is reported itself; it never changes a result nor stops another reporter. */
  report: new AsyncSeriesHook<[RunReport, ReportContext]>(["run", "context"], "report"),
});

/** The hooks that a plugin taps. */
export type Hooks = ReturnType<typeof createHooks>;
